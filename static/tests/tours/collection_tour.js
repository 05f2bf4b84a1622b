import {registry} from "@web/core/registry";

// A bookkeeper opens the debtors, one of them, its reminder, approves it and sends it.
registry.category("web_tour.tours").add("account_debt_collection_send", {
    steps: () => [
        {
            content: "The list shows who owes what",
            trigger: ".o_list_view .o_data_row td[name='partner_id']:contains('Tour Debtor')",
            run: "click",
        },
        {
            content: "The debtor's page shows the open invoice",
            trigger: ".o_form_view .o_field_widget[name='claim_ids'] .o_data_row",
        },
        {
            content: "Go to its reminders",
            trigger: "button[name='action_view_reminders']",
            run: "click",
        },
        {
            content: "Open the one that waits",
            trigger: ".o_list_view .o_data_row:contains('To approve') td[name='partner_id']",
            run: "click",
        },
        {
            content: "Read the text",
            trigger: ".o_field_widget[name='preview']:contains('formal notice')",
        },
        {
            content: "Approve it",
            trigger: "button[name='action_approve']",
            run: "click",
        },
        {
            content: "Send it now",
            trigger: "button[name='action_send']",
            run: "click",
        },
        {
            content: "It is sent",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('Sent')",
        },
    ],
});
