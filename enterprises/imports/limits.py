"""How much of a file is taken. What lies beyond is refused before it is unpacked, so that no file can fill the memory."""

MEGABYTE = 1024 * 1024

FILE_BYTES = 20 * MEGABYTE
ROWS = 200_000
COLUMNS = 200

# Inside a packed workbook (xlsx, ods). Ordinary workbooks pack 10 to 30 to one; small ones are let be, whatever they pack to.
ENTRIES = 2_000
UNPACKED_BYTES = 300 * MEGABYTE
PACKED_RATIO = 150
RATIO_COUNTS_FROM = 5 * MEGABYTE

# The process that unpacks a workbook gets no more than this; the measured need of 100,000 rows of 15 columns is 140 MB of it.
UNPACKER_BYTES = 768 * MEGABYTE
UNPACKER_SECONDS = 120
MERGED_CELLS = 2_000_000

# The header row is looked for among the first rows; more title rows than this nobody writes.
HEADER_DEPTH = 30
HEADER_LENGTH = 100
# Values remembered per column while reading: townships and states repeat, codes do not.
REMEMBERED_CELLS = 20_000

# An uploaded file nobody came back to is deleted after so many days.
KEPT_DAYS = 7
