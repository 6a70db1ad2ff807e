"""How days and moments are written where Django's own way differs from the house's: by language, read through FORMAT_MODULE_PATH."""
