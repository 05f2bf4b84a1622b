import {registry} from "@web/core/registry";

const outcome = (name) =>
    `.o_form_view button[name='action_record']:contains('${name}')`;

// Three customers are called: one promises to pay, one asks for a plan, one is out.
registry.category("web_tour.tours").add("account_debt_collection_call", {
    steps: () => [
        {
            content: "The queue shows first who owes most for longest",
            trigger: ".o_list_view .o_data_row:first:contains('Large Debtor')",
        },
        {
            content: "Start calling",
            trigger: "button[name='action_start_calls']",
            run: "click",
        },
        {
            content: "The screen shows what is owed",
            trigger:
                ".o_form_view:contains('Large Debtor') .o_field_widget[name='available_claim_ids'] .o_data_row",
        },
        {
            content: "And what to say",
            trigger: ".o_field_widget[name='script']:contains('Ask for the day')",
        },
        {
            content: "The customer promises a part",
            trigger: ".o_field_widget[name='promise_amount'] input",
            run: "edit 4000 && press Tab",
        },
        {
            content: "By this day",
            trigger: outcome("Promises to pay"),
            run: "click",
        },
        {
            content: "It is recorded, and the next debtor is there",
            trigger:
                ".o_form_view .alert:contains('Large Debtor'):contains('is recorded')",
        },
        {
            content: "Its name",
            trigger: ".o_form_view h1:contains('Middle Debtor')",
        },
        {
            content: "It asks for a plan",
            trigger: outcome("Asks for a plan"),
            run: "click",
        },
        {
            content: "The schedule is proposed at once",
            trigger: ".modal .o_field_widget[name='line_ids'] .o_data_row",
        },
        {
            content: "Agree",
            trigger: ".modal button[name='action_make']",
            run: "click",
        },
        {
            content: "The plan is there",
            trigger: ".o_form_view .o_field_widget[name='instalment_ids'] .o_data_row",
        },
        {
            content: "Back to the calls",
            trigger: ".o_back_button a, .o_breadcrumb a:contains('Call'):last",
            run: "click",
        },
        {
            content: "The next debtor is there",
            trigger: ".o_form_view h1:contains('Small Debtor')",
        },
        {
            content: "It does not answer",
            trigger: outcome("No answer"),
            run: "click",
        },
        {
            content: "The end of the queue",
            trigger: ".o_form_view h1:contains('No call is left')",
        },
        {
            content: "Back to the queue",
            trigger: ".o_breadcrumb a:contains('Calls'), .o_back_button a",
            run: "click",
        },
        {
            content: "Nobody is to be called any more",
            trigger: ".o_view_nocontent:contains('Nobody is to be called today')",
        },
    ],
});
