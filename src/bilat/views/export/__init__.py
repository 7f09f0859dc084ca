"""The record and the readings as files for other programs: tables, entities, graphs, events."""
