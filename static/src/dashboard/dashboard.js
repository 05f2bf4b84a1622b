import {Component, onWillStart, useState} from "@odoo/owl";
import {formatCurrency} from "@web/core/currency";
import {deserializeDate, formatDate} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {formatFloat} from "@web/core/utils/numbers";
import {useSetupAction} from "@web/search/action_hook";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

import {DashboardChart} from "./dashboard_chart";
import {BUCKET_COLORS, trendConfig, weeksConfig} from "./dashboard_configs";

const MODEL = "collection.dashboard";

/** The figures of collection, on one page; each opens the records behind it. */
export class CollectionDashboard extends Component {
    static template = "account_debt_collection.Dashboard";
    static components = {DashboardChart, Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = {controlPanel: {}};
        this.colors = BUCKET_COLORS;
        this.keepLast = new KeepLast();
        this.state = useState({
            filters: this.props.state?.filters || this.askedFilters(),
            figures: null,
            isLoading: true,
        });
        useSetupAction({getLocalState: () => ({filters: {...this.state.filters}})});
        onWillStart(() => this.load());
    }

    askedFilters() {
        return {...(this.props.action.context?.collection_filters || {})};
    }

    async load() {
        this.state.isLoading = true;
        const figures = await this.keepLast.add(
            this.orm.call(MODEL, "get_figures", [this.state.filters])
        );
        this.figures = figures;
        this.configs = this.drawings(figures);
        Object.assign(this.state, {figures, isLoading: false});
    }

    drawings(figures) {
        const names = Object.fromEntries(figures.ageing.map((bar) => [bar.id, bar.name]));
        const formatAmount = {
            full: (value) => this.money(value),
            short: (value) => this.shortMoney(value),
        };
        return {
            trend: trendConfig({
                trend: figures.trend,
                names,
                formatAmount,
                formatDay: (day) => deserializeDate(day).toFormat("LLL yy"),
            }),
            weeks: weeksConfig({
                weeks: figures.weeks,
                formatAmount,
                formatDay: (day) => deserializeDate(day).toFormat("d LLL"),
            }),
        };
    }

    // Filters

    setPeriod(period) {
        this.setFilter({period});
    }

    setCompany(value) {
        this.setFilter({company_ids: value ? [Number(value)] : []});
    }

    setSalesperson(value) {
        this.setFilter({user_id: value === "" ? null : Number(value)});
    }

    async setFilter(values) {
        Object.assign(this.state.filters, values);
        await this.load();
    }

    // Records behind the figures

    async open(name, key = null) {
        const action = await this.orm.call(MODEL, "open_figure", [
            name,
            this.state.filters,
            key,
        ]);
        await this.action.doAction(action);
    }

    openEvening(index) {
        return this.open("evening", this.figures.trend[index].day);
    }

    openWeek(index) {
        return this.open("week", this.figures.weeks[index].week);
    }

    // Words

    get currencyId() {
        return this.figures.currency_id;
    }

    money(value) {
        return formatCurrency(Math.round(value), this.currencyId, {digits: [69, 0]});
    }

    shortMoney(value) {
        return formatFloat(value, {humanReadable: true, decimals: 0, minDigits: 1});
    }

    value(tile) {
        if (this.isUnknown(tile)) {
            return "–";
        }
        if (tile.unit === "money") {
            return this.money(tile.value);
        }
        return tile.unit === "days"
            ? _t("%s days", formatFloat(tile.value, {digits: [16, 0]}))
            : this.percent(tile.value);
    }

    percent(value) {
        return _t("%s %", formatFloat(value, {digits: [16, 0]}));
    }

    /** By how much the figure has grown; by how many times, where that says more. */
    change(tile) {
        const percent = tile.change.percent;
        if (percent >= 200) {
            return "▲ × " + formatFloat(1 + percent / 100, {digits: [16, 0]});
        }
        return (percent < 0 ? "▼ " : "▲ ") + this.percent(Math.abs(percent));
    }

    changeClass(tile) {
        if (tile.change.is_good === null || Math.round(tile.change.percent) === 0) {
            return "text-muted";
        }
        return tile.change.is_good ? "text-success" : "text-danger";
    }

    isUnknown(tile) {
        return tile.value === null || tile.value === false;
    }

    detail(tile) {
        return (this.isUnknown(tile) ? tile.unknown : tile.detail) || "";
    }

    hint(tile) {
        const numbers = this.isUnknown(tile) ? tile.unknown : tile.numbers;
        return [tile.formula, numbers].filter(Boolean).join("\n");
    }

    day(value) {
        return formatDate(deserializeDate(value));
    }

    // Bars

    get ageingTotal() {
        return this.figures.ageing
            .filter((bar) => bar.amount > 0)
            .reduce((sum, bar) => sum + bar.amount, 0);
    }

    width(amount, total) {
        return total > 0 ? Math.max((amount / total) * 100, 0) : 0;
    }

    total(rows) {
        return rows.reduce((sum, row) => sum + row.amount, 0);
    }

    largest(rows, name) {
        return Math.max(...rows.map((row) => row[name]), 0);
    }
}

registry.category("actions").add("account_debt_collection.dashboard", CollectionDashboard);
