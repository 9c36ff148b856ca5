"""A real PostgreSQL for tests: found where one was named, else started from what the machine or a wheel has.

`programs` says where server programs may be, `server` starts one and stops it whatever happens,
`plugin` hands out a fresh database for each test and counts the tests that had one.
"""
