import {Component, onWillStart, onWillUnmount, useEffect, useRef} from "@odoo/owl";
import {loadBundle} from "@web/core/assets";

/** A chart of Chart.js; a click on a bar or point calls `onSelect(index)`. */
export class DashboardChart extends Component {
    static template = "account_debt_collection.DashboardChart";
    static props = {
        config: Object,
        label: String,
        onSelect: {type: Function, optional: true},
    };

    setup() {
        this.canvas = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => this.draw(),
            () => [this.props.config]
        );
        onWillUnmount(() => this.chart?.destroy());
    }

    draw() {
        this.chart?.destroy();
        const config = this.props.config;
        const options = {
            maintainAspectRatio: false,
            animation: {duration: 300},
            interaction: {mode: "index", intersect: false},
            ...config.options,
        };
        if (this.props.onSelect) {
            options.onClick = (_event, elements) => {
                if (elements.length) {
                    this.props.onSelect(elements[0].index);
                }
            };
            options.onHover = (event, elements) => {
                event.native.target.style.cursor = elements.length ? "pointer" : "";
            };
        }
        // eslint-disable-next-line no-undef
        this.chart = new Chart(this.canvas.el, {...config, options});
    }
}
