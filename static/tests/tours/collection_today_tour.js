import {registry} from "@web/core/registry";

const named = (name) => `.o_form_view .oe_title:contains('${name}')`;
const next = {
    content: "On to the next debtor",
    trigger: ".o_form_view button[name='action_next']",
    run: "click",
};

// An officer begins the day: calls the first of the queue, and goes on to the others.
registry.category("web_tour.tours").add("account_debt_collection_morning", {
    steps: () => [
        {
            content: "What matters most comes first",
            trigger: ".o_list_view .o_data_row:first:contains('Large Debtor')",
        },
        {
            content: "Open it",
            trigger: ".o_list_view .o_data_row:first td[name='partner_id']",
            run: "click",
        },
        {
            content: "Call",
            trigger: ".o_form_view button[name='action_call']",
            run: "click",
        },
        {
            content: "The customer promises a part",
            trigger: ".o_field_widget[name='promise_amount'] input",
            run: "edit 4000 && press Tab",
        },
        {
            content: "It promises to pay",
            trigger: ".o_form_view button[name='action_record']:contains('Promises to pay')",
            run: "click",
        },
        {
            content: "It is recorded, and the next debtor to call is there",
            trigger: ".o_form_view h1:contains('Middle Debtor')",
        },
        {
            content: "Back to the debtor",
            trigger: ".o_back_button a, .o_breadcrumb a:contains('Large Debtor')",
            run: "click",
        },
        {
            content: "It is in the promises",
            trigger: ".o_form_view button[name='action_view_promises']",
        },
        {content: "The first", trigger: named("Large Debtor")},
        next,
        {content: "The second", trigger: named("Middle Debtor")},
        next,
        {content: "The third", trigger: named("Small Debtor")},
        next,
        {
            content: "It was the last one; others still wait",
            trigger: ".o_notification:contains('still wait: 1')",
        },
        {
            content: "Back to the list",
            trigger: ".o_notification button:contains('Back to the list')",
            run: "click",
        },
        {
            content: "Who has promised waits for nothing any more",
            trigger: ".o_list_view:not(:contains('Large Debtor')) .o_data_row:contains('Small Debtor')",
        },
    ],
});

// The same with a thumb on a phone, where the list is one of cards.
registry.category("web_tour.tours").add("account_debt_collection_morning_phone", {
    steps: () => [
        {
            content: "The cards fit the screen",
            trigger: ".o_kanban_record:contains('Large Debtor')",
            run() {
                const wide = document.documentElement.scrollWidth;
                if (wide > window.innerWidth) {
                    throw new Error(`${wide} pixels on a screen of ${window.innerWidth}`);
                }
            },
        },
        {
            content: "Open the first",
            trigger: ".o_kanban_record:contains('Large Debtor')",
            run: "click",
        },
        {content: "The first", trigger: named("Large Debtor")},
        next,
        {content: "The second", trigger: named("Middle Debtor")},
        {
            content: "Its open items are cards, too",
            trigger: ".o_field_widget[name='claim_ids'] .o_kanban_record:contains('900.00')",
        },
    ],
});

// Whoever works with the keyboard reaches the next debtor without the mouse.
registry.category("web_tour.tours").add("account_debt_collection_keyboard", {
    steps: () => [
        {content: "Opened by its address", trigger: named("Large Debtor")},
        {
            content: "Alt, Shift and N",
            trigger: "body",
            run: "press alt+shift+n",
        },
        {content: "The next one", trigger: named("Middle Debtor")},
    ],
});

// A manager approves the formal notices, then looks what is behind a figure.
registry.category("web_tour.tours").add("account_debt_collection_manager", {
    steps: () => [
        {
            content: "Two wait",
            trigger: ".o_list_view .o_data_row:nth-of-type(2):contains('To approve')",
        },
        {
            content: "Take them both",
            trigger: ".o_list_view thead .o_list_record_selector input",
            run: "click",
        },
        {
            content: "Approve",
            trigger: "button[name='action_approve_reminders']",
            run: "click",
        },
        {
            content: "What is left are the calls",
            trigger: ".o_list_view:not(:contains('To approve')) .o_data_row:contains('Reminded')",
        },
        {
            content: "The menu",
            trigger: "button[data-menu-xmlid='account_debt_collection.menu_collection']",
            run: "click",
        },
        {
            content: "The dashboard",
            trigger: ".o-dropdown--menu a[data-menu-xmlid='account_debt_collection.menu_collection_dashboard']",
            run: "click",
        },
        {
            content: "All that is overdue",
            trigger: ".o_collection_tile[data-figure='overdue']:contains('3,000')",
            run: "click",
        },
        {
            content: "What it is made of",
            trigger: ".o_list_view tfoot:contains('3,000.00')",
        },
        {
            content: "Come back",
            trigger: ".o_breadcrumb .o_back_button",
            run: "click",
        },
        {
            content: "The dashboard is as it was",
            trigger: ".o_collection_tile[data-figure='overdue']:contains('3,000')",
        },
    ],
});
