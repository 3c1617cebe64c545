"""What makes the text of a PDF out of printed signs and their places on the page."""
