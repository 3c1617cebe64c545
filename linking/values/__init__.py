"""What dates, amounts and other values say, whatever words they say it in."""
