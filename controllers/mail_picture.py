from base64 import b64decode

from odoo import http
from odoo.http import request

PICTURE = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


def is_customer_looking():
    """Whether a visit tells that the customer has seen something.

    Colleagues look at e-mails, too, and programs ask what a page would be like.
    """
    own = request.env.user._is_internal()
    return request.httprequest.method == "GET" and not own


class CollectionPicture(http.Controller):
    """The picture in the e-mails of reminders: who loads it has opened the e-mail."""

    @http.route(
        "/collection/picture/<string:mark>.gif",
        type="http",
        auth="public",
        methods=["GET"],
        save_session=False,  # and so without a cookie
        sitemap=False,
    )
    def collection_picture(self, mark, **kwargs):
        """One transparent dot, whatever the mark is."""
        if is_customer_looking():
            request.env["collection.reminder"]._marked(mark)._note_opening()
        headers = [
            ("Content-Type", "image/gif"),
            ("Content-Length", len(PICTURE)),
            ("Cache-Control", "no-store"),
            ("X-Robots-Tag", "noindex"),
        ]
        return request.make_response(PICTURE, headers)
