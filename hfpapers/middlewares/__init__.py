"""What stands between the engine and the wire: one module per middleware, in the order of `hfpapers.settings`.

From the engine to the downloader: `robots`, `hf_token`, `decompress`, `redirect`, `retry`, `rate_limit`, `pace`,
`keep`. In: requests of spiders, with an `Intent` in `request.meta`. Out: responses as served, decompressed, each
of them kept first; or one of the errors of `refusals`. Nothing here reads a body.
"""
