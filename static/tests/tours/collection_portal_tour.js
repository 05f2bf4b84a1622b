import {registry} from "@web/core/registry";

const answer = (words) => `.o_collection_account nav a:contains('${words}')`;
const send = ".o_collection_account button[type='submit']";

registry.category("web_tour.tours").add("account_debt_collection_portal_dispute", {
    steps: () => [
        {
            content: "Something is wrong",
            trigger: answer("Something is wrong"),
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is about the first invoice",
            trigger: "input[name='claim']",
            run: "check",
        },
        {
            content: "It is about this price",
            trigger: "#reason",
            run: "selectByLabel Wrong price",
        },
        {
            content: "Say what is wrong",
            trigger: "#words",
            run: "edit Two hours were agreed, not four",
        },
        {
            content: "Send it",
            trigger: send,
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Thanks",
            trigger: ".alert-success:contains('We look into it')",
        },
        {
            content: "The account says that it is contested",
            trigger: ".o_collection_account li:contains('You contest it')",
        },
    ],
});

registry.category("web_tour.tours").add("account_debt_collection_portal_plan", {
    steps: () => [
        {
            content: "Pay by instalments",
            trigger: answer("pay by instalments"),
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Too many at first",
            trigger: "#number",
            run: "edit 9",
        },
        {
            content: "Send it",
            trigger: send,
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "No more than four",
            trigger: ".alert-danger:contains('4 instalments at most')",
        },
        {
            content: "Four",
            trigger: "#number",
            run: "edit 4",
        },
        {
            content: "Send it again",
            trigger: send,
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The plan is proposed: sign it",
            trigger: ".o_collection_plan_page a:contains('Accept and sign')",
            run: "click",
        },
        {
            content: "Begin to write one's name",
            trigger: "#collection_sign .o_web_sign_name_input",
            run: "edit A",
        },
        {
            content: "There is room to sign",
            trigger: "#collection_sign canvas.o_web_sign_signature",
        },
        {
            content: "Write one's name, which draws the signature",
            trigger: "#collection_sign .o_web_sign_name_input",
            run: "edit Ada Payer",
        },
        {
            content: "Sign",
            trigger: "#collection_sign .o_portal_sign_submit:not(:disabled)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It has started",
            trigger: ".alert-success:contains('your signature has reached us')",
            timeout: 30000,
        },
    ],
});
