import {registry} from "@web/core/registry";

// A manager looks at the figures, of one salesperson, of a month, and at what is behind.
registry.category("web_tour.tours").add("account_debt_collection_dashboard", {
    steps: () => [
        {
            content: "All that is overdue",
            trigger: ".o_collection_tile[data-figure='overdue']:contains('1,500')",
        },
        {
            content: "Each figure says how it is made",
            trigger: ".o_collection_tile[data-figure='dso'][title*='sales of the period']",
        },
        {
            content: "The charts are drawn",
            trigger: ".o_collection_chart canvas",
        },
        {
            content: "Of one salesperson",
            trigger: ".o_collection_salesperson",
            run: "selectByLabel Dashboard Seller",
        },
        {
            content: "Less is overdue",
            trigger: ".o_collection_tile[data-figure='overdue']:contains('500'):not(:contains('1,500'))",
        },
        {
            content: "In this month",
            trigger: ".o_collection_period",
            run: "selectByLabel This month",
        },
        {
            content: "Open what is behind",
            trigger:
                ".o_collection_dashboard .container-fluid:not(.opacity-50) .o_collection_tile[data-figure='overdue']",
            run: "click",
        },
        {
            content: "One claim, with the same sum",
            trigger: ".o_list_view .o_data_row:contains('Seller Debtor')",
        },
        {
            content: "The same sum",
            trigger: ".o_list_view tfoot:contains('500.00')",
        },
        {
            content: "Back to the dashboard",
            trigger: ".o_breadcrumb .o_back_button",
            run: "click",
        },
        {
            content: "The filters are as they were",
            trigger: ".o_collection_tile[data-figure='overdue']:contains('500'):not(:contains('1,500'))",
        },
        {
            content: "Open an age",
            trigger: ".o_collection_ageing tr[data-bucket='late_30']",
            run: "click",
        },
        {
            content: "Open the invoice",
            trigger: ".o_list_view .o_data_row td[name='partner_id']",
            run: "click",
        },
        {
            content: "It is the customer's",
            trigger: ".o_form_view .o_field_widget[name='partner_id']:contains('Seller Debtor')",
        },
    ],
});
