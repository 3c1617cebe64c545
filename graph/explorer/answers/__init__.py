"""What the page is answered, made from the questions and corrections that the commands use; the types are in web/src/types.ts."""
