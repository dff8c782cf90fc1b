"""An organization takes all it owns along, and builds the same marts of it elsewhere.

- ``ownership``: what is the organization's; ``facts`` (of the ledger, of stewards, of ids) and
  ``seeds`` (lines of the registry) ask by it, so that nothing of another's is ever read;
- ``export`` writes a package: facts, seeds and the archive's bytes first. Of these ``rebuilt``
  makes a warehouse of its own, and ``tables`` writes what is read without Kith out of that: a table
  made of the organization's data alone can't hold another's;
- ``package`` is one as a folder or a zip, with its checksums; ``arrive`` imports it: ``replay``
  lands each file as it landed, ``told`` brings back what people said, ``fingerprints`` compares.
"""
