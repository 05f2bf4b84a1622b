from . import account_page, portal
