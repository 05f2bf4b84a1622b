import {registry} from "@web/core/registry";

// What a bookkeeper sees of an invoice beyond the limit.
registry.category("web_tour.tours").add("account_debt_collection_stopped", {
    steps: () => [
        {
            content: "A banner says that it will not pass",
            trigger: ".o_form_view .alert:contains('limit')",
        },
        {
            content: "Confirm it all the same",
            trigger: "button[name='action_post']",
            run: "click",
        },
        {
            content: "It is refused, in words",
            trigger: ".modal .modal-body:contains('Tour Debtor SA')",
        },
        {
            content: "Close",
            trigger: ".modal .modal-footer button:first",
            run: "click",
        },
        {
            content: "It is a draft still, and there is no way round",
            trigger:
                ".o_form_view:not(:has(button[name='action_collection_release'])) button[name='action_post']",
        },
    ],
});

// Who has the right lets it pass, with a reason.
registry.category("web_tour.tours").add("account_debt_collection_let_pass", {
    steps: () => [
        {
            content: "Let it pass",
            trigger: "button[name='action_collection_release']",
            run: "click",
        },
        {
            content: "The figures are there",
            trigger: ".modal .o_field_widget[name='causes']:contains('limit')",
        },
        {
            content: "Say why",
            trigger: ".modal .o_field_widget[name='reason'] textarea",
            run: "edit The bank guarantees it",
        },
        {
            content: "Let it pass",
            trigger: ".modal button[name='action_let_pass']",
            run: "click",
        },
        {
            content: "The window is gone",
            trigger: "body:not(:has(.modal)) button[name='action_post']",
            run: "click",
        },
        {
            content: "It is posted",
            trigger:
                ".o_form_view .o_arrow_button_current[data-value='posted']",
        },
    ],
});

// A claim goes from the debtor to an agency, and one stage further.
registry.category("web_tour.tours").add("account_debt_collection_hand_over", {
    steps: () => [
        {
            content: "Hand the claims over",
            trigger: "button[name='action_hand_over']",
            run: "click",
        },
        {
            content: "By an agency",
            trigger: ".modal .o_field_widget[name='kind_id'] input",
            run: "edit Collection agency",
        },
        {
            content: "Choose it",
            trigger: ".ui-autocomplete .ui-menu-item a:contains('Collection agency')",
            run: "click",
        },
        {
            content: "The one that we work with",
            trigger: ".modal .o_field_widget[name='counterpart_id'] input:visible",
        },
        {
            content: "Hand over",
            trigger: ".modal button[name='action_hand_over']",
            run: "click",
        },
        {
            content: "The proceedings have begun",
            trigger:
                ".o_form_view .o_arrow_button_current:contains('Handed over')",
        },
        {
            content: "What is asked for is listed",
            trigger: ".o_field_widget[name='line_ids'] .o_data_row",
        },
        {
            content: "The next stage",
            trigger: "button[name='action_advance']:contains('Next stage')",
            run: "click",
        },
        {
            content: "It is proposed",
            trigger: ".modal .o_field_widget[name='stage_id']",
        },
        {
            content: "Reached",
            trigger: ".modal button[name='action_advance']",
            run: "click",
        },
        {
            content: "Collecting",
            trigger: ".o_form_view .o_arrow_button_current:contains('Collecting')",
        },
    ],
});
