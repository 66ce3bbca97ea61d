"""The WSGI application, for servers and the `flask` command."""

from grantapp import create_app

app = create_app()
