"""Mails: `relay.py` takes what waits in the outbox, `mails.py` gives a letter its form, `server.py` hands it to the mail server, `links.py` signs
the links in it, and `routes.py` serves the pages to which they lead."""
