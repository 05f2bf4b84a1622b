from . import account_page, mail_picture, portal
