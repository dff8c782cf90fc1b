"""Landing: files become rows, byte for byte accounted for, once, in any order, whatever dies.

A file's way, in the order of the modules that it meets:

- what lands: ``declarations`` (which tables), ``raw_tables`` (made of them); ``folder`` and
  ``new_files`` (what waits), ``export_time`` (of when it is);
- ``lander``: one file, one transaction. ``archive`` keeps its bytes, ``containers`` its parts,
  ``matching`` says which table a part is, ``part_landing`` reads it into one;
- how a part is read: ``decode``; then ``csv_layout``, ``csv_records``, ``csv_rows``, ``csv_guard``,
  or ``json_records``, ``json_rows``, ``json_drift``; ``xlsx_records`` and ``parquet_records`` are
  read as the CSV that ``rendering`` makes of them; ``record_ids`` and ``writer`` serve both;
- what may not land: ``problems`` (the rules), ``never`` (what may not be kept), ``missing`` and
  ``renamed`` (what a vendor changed), ``set_aside`` and ``quarantine`` (single records);
- what is new in it: ``arrivals`` and ``known_records`` (unchanged records), ``supersession``
  (half-copied files), ``absences`` (who is gone), ``revisits`` (what later exports are owed);
- what is said of it: ``ledger`` writes it, ``load`` reads it.
"""
