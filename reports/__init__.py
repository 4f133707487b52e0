"""How results are shown: tables, documents, spreadsheets. Every text from a device is cleaned on its way out."""
