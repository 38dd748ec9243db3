Dates, ages and decimals are formatted by Babel, ready for all official languages of the European Union.
