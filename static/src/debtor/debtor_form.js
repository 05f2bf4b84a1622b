import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";
import {registry} from "@web/core/registry";
import {FormController} from "@web/views/form/form_controller";
import {formView} from "@web/views/form/form_view";

const TODAY = "account_debt_collection.collection_debtor_action_today";

// "Next debtor" goes on in the list that the debtor was opened from, in its order.
export class DebtorFormController extends FormController {
    setup() {
        super.setup();
        this.notification = useService("notification");
    }

    async beforeExecuteActionButton(params) {
        if (params.name !== "action_next") {
            return super.beforeExecuteActionButton(...arguments);
        }
        if (await this.model.root.save()) {
            await this.openNext();
        }
        return false;
    }

    async openNext() {
        const {resId, resIds, context} = this.model.root;
        const next = await this.orm.call(
            "collection.debtor",
            "next_in_queue",
            [[resId], resIds],
            {context}
        );
        if (next.id) {
            await this.model.load({resId: next.id, resIds: next.queue});
        } else {
            this.tellTheEnd(next.waiting);
        }
    }

    tellTheEnd(waiting) {
        const words = waiting
            ? _t("This is the last debtor of the list. Debtors that still wait: %s.", waiting)
            : _t("This is the last debtor of the list, and nobody waits any more.");
        const close = this.notification.add(words, {
            type: waiting ? "info" : "success",
            sticky: true,
            buttons: [
                {
                    name: _t("Back to the list"),
                    primary: true,
                    onClick: () => {
                        close();
                        this.openList();
                    },
                },
            ],
        });
    }

    openList() {
        if (this.env.config.breadcrumbs?.length > 1) {
            return this.env.config.historyBack();
        }
        return this.actionService.doAction(TODAY, {clearBreadcrumbs: true});
    }
}

registry.category("views").add("collection_debtor_form", {
    ...formView,
    Controller: DebtorFormController,
});
