"""The WSGI application, for servers and the `flask` command."""

import gc

from grantapp import create_app

app = create_app()
gc.collect()
gc.freeze()  # what lives as long as the process is not looked through again: it cost a page now and then a tenth of a second
