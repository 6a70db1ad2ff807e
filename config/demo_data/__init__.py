"""A made-up bureau at work: ninety days of complaints, reports and questions, so that every page has something to show.

`stories` are told by `plan`, what becomes of them stands in `journeys`, `build` lets it happen through the real services.
"""
