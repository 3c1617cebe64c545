"""Signs of currencies, and units of quantities: their symbols, the names that CLDR has for them, and which are whole parts of others."""

from __future__ import annotations

SYMBOLS = {
    "kilometer": "km", "meter": "m", "centimeter": "cm", "millimeter": "mm", "mile": "mi", "yard": "yd",
    "foot": "ft", "inch": "in", "nautical-mile": "nmi", "light-year": "ly",
    "kilogram": "kg", "gram": "g", "milligram": "mg", "tonne": "t", "ounce": "oz",
    "liter": "L", "milliliter": "mL", "hectoliter": "hL", "cubic-meter": "m³", "cubic-kilometer": "km³",
    "cubic-centimeter": "cm³", "gallon": "gal", "barrel": "bbl",
    "square-kilometer": "km²", "square-meter": "m²", "square-centimeter": "cm²", "hectare": "ha", "acre": "ac",
    "square-mile": "mi²", "square-foot": "ft²",
    "kilometer-per-hour": "km/h", "mile-per-hour": "mph", "meter-per-second": "m/s", "knot": "kn",
    "celsius": "°C", "fahrenheit": "°F", "kelvin": "K", "degree": "°",
    "watt": "W", "kilowatt": "kW", "megawatt": "MW", "gigawatt": "GW",
    "watt-hour": "Wh", "kilowatt-hour": "kWh", "megawatt-hour": "MWh", "gigawatt-hour": "GWh", "terawatt-hour": "TWh",
    "joule": "J", "kilojoule": "kJ", "kilocalorie": "kcal", "volt": "V", "ampere": "A", "ohm": "Ω",
    "hertz": "Hz", "kilohertz": "kHz", "megahertz": "MHz", "gigahertz": "GHz",
    "byte": "B", "kilobyte": "kB", "megabyte": "MB", "gigabyte": "GB", "terabyte": "TB", "petabyte": "PB",
    "pascal": "Pa", "hectopascal": "hPa", "bar": "bar", "newton": "N",
}  # fmt: skip
"""Units by the identifiers of CLDR. A pound is half a kilogram in some languages and a ton one of three: both are English alone."""

ENGLISH_ONLY = {"pound": "lb", "ton": "ton"}

ENGLISH_SYMBOLS = {
    "ft": "ft", "lb": "lb", "lbs": "lb", "mph": "mph", "in": "in", "yd": "yd", "oz": "oz",
}  # fmt: skip
"""Short forms that texts of every language use."""

PARTS = {("ft", "in"): 12, ("yd", "ft"): 3, ("lb", "oz"): 16, ("km", "m"): 1000, ("m", "cm"): 100, ("kg", "g"): 1000, ("t", "kg"): 1000}  # fmt: skip
"""How many of the smaller unit the larger one has, exactly, for amounts that are said in both."""

LENGTHS_OF_TIME = {
    "second": "s",
    "minute": "min",
    "hour": "h",
    "day": "d",
    "week": "w",
    "month": "mo",
    "year": "y",
}
"""Units of durations by the identifiers of CLDR."""

CURRENCY_SIGNS = {
    "€": "EUR", "£": "GBP", "₹": "INR", "₽": "RUB", "₺": "TRY", "₴": "UAH", "₪": "ILS", "₫": "VND", "₱": "PHP", "฿": "THB",
    "₦": "NGN", "₸": "KZT", "₾": "GEL", "₼": "AZN", "₡": "CRC", "₲": "PYG", "₵": "GHS", "zł": "PLN", "kč": "CZK",
    "us$": "USD", "us-$": "USD", "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD", "can$": "CAD", "nz$": "NZD", "hk$": "HKD",
    "s$": "SGD", "sg$": "SGD", "mx$": "MXN", "r$": "BRL", "nt$": "TWD", "cn¥": "CNY", "jp¥": "JPY", "sfr.": "CHF", "sfr": "CHF",
    "$": "$", "¥": "¥", "₩": "KRW", "rs.": "Rs", "rs": "Rs", "kr": "kr", "kr.": "kr", "dm": "DEM",
}  # fmt: skip
"""Signs of currencies without cases. A sign of several (``$``, ``¥``, ``Rs``, ``kr``) stays what it is, unless the words of a language say which."""
