import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("account_debt_collection_pay", {
    steps: () => [
        {
            content: "Pay all that is overdue",
            trigger: ".o_collection_account a:contains('Pay all that is overdue')",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The residual is to be paid",
            trigger: ".o_collection_total:contains('834.50')",
        },
        {
            content: "By the provider that only pretends",
            trigger: "input[name='o_payment_radio'][data-provider-code='demo']",
            run: "click",
        },
        {
            content: "With this card",
            trigger: "#customer_input",
            run: "edit 4242424242424242",
        },
        {
            content: "Pay",
            trigger: "button[name='o_payment_submit_button']:not([disabled])",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Back on the account, with thanks",
            trigger: ".o_collection_account .alert-success:contains('Thank you')",
            timeout: 30000,
        },
        {
            content: "Only what is not due yet is left",
            trigger: ".o_collection_account:not(:contains('Pay all that is overdue'))",
        },
    ],
});
