import {cookie} from "@web/core/browser/cookie";
import {getCustomColor} from "@web/core/colors/colors";
import {_t} from "@web/core/l10n/translation";

const scheme = cookie.get("color_scheme");
const TEXT = getCustomColor(scheme, "#4b5563", "#e4e4e4");
const GRID = getCustomColor(scheme, "rgba(0, 0, 0, .07)", "rgba(255, 255, 255, .12)");
const LINE = getCustomColor(scheme, "#374151", "#e9ecef");

/** From what is in time to what is long overdue. */
export const BUCKET_COLORS = {
    not_due: "#8fc1b5",
    late_30: "#f6cf65",
    late_60: "#f0a04b",
    late_90: "#e0703f",
    late_more: "#b3364a",
    left_out: "#9ca3af",
    credits: "#5b8def",
};
const STACK = ["not_due", "late_30", "late_60", "late_90", "late_more"];
const RECEIVED = "#4c9f8a";
const EXPECTED = "#a9c4ee";

function scales(formatAmount, {stacked}) {
    return {
        x: {stacked, grid: {display: false}, ticks: {color: TEXT, maxRotation: 0}},
        y: {
            stacked,
            beginAtZero: true,
            border: {display: false},
            grid: {color: GRID},
            ticks: {color: TEXT, maxTicksLimit: 6, callback: formatAmount.short},
        },
    };
}

function plugins(formatValue) {
    return {
        legend: {
            position: "bottom",
            labels: {
                color: TEXT,
                usePointStyle: true,
                boxWidth: 18,
                boxHeight: 9,
                padding: 14,
            },
        },
        tooltip: {
            filter: (item) => item.raw !== null,
            callbacks: {
                label: (item) => `${item.dataset.label}: ${formatValue(item)}`,
            },
        },
    };
}

/** What was open at each month end, by age, and the DSO. */
export function trendConfig({trend, names, formatAmount, formatDay}) {
    const bars = STACK.map((bucket) => ({
        type: "bar",
        label: names[bucket],
        data: trend.map((point) => point[bucket]),
        backgroundColor: BUCKET_COLORS[bucket],
        stack: "open",
        pointStyle: "rect",
        order: 2,
    }));
    const line = {
        type: "line",
        label: _t("DSO (days, right)"),
        data: trend.map((point) => point.dso),
        yAxisID: "days",
        borderColor: LINE,
        backgroundColor: LINE,
        borderWidth: 2,
        pointRadius: 3,
        pointStyle: "line",
        tension: 0.25,
        spanGaps: true,
        order: 1,
    };
    return {
        type: "bar",
        data: {labels: trend.map((point) => formatDay(point.day)), datasets: [...bars, line]},
        options: {
            scales: {
                ...scales(formatAmount, {stacked: true}),
                days: {
                    position: "right",
                    beginAtZero: true,
                    border: {display: false},
                    grid: {display: false},
                    ticks: {color: TEXT, maxTicksLimit: 6, precision: 0},
                },
            },
            plugins: plugins((item) =>
                item.dataset.yAxisID === "days"
                    ? _t("%s days", Math.round(item.raw))
                    : formatAmount.full(item.raw)
            ),
        },
    };
}

/** What came in in the last weeks, and what is expected in the next ones. */
export function weeksConfig({weeks, formatAmount, formatDay}) {
    const bar = (label, color, values) => ({
        label,
        data: values,
        backgroundColor: color,
        stack: "cash",
        pointStyle: "rect",
        order: 2,
        borderRadius: 2,
    });
    const foreseen = {
        type: "line",
        label: _t("Foreseen at the beginning of the week"),
        data: weeks.map((week) => week.foreseen ?? null),
        borderColor: LINE,
        backgroundColor: LINE,
        borderWidth: 2,
        borderDash: [4, 3],
        pointRadius: 4,
        pointStyle: "line",
        order: 1,
    };
    return {
        type: "bar",
        data: {
            labels: weeks.map((week) => formatDay(week.week)),
            datasets: [
                bar(
                    _t("Came in"),
                    RECEIVED,
                    weeks.map((week) => week.received || (week.is_past ? 0 : null))
                ),
                bar(
                    _t("Expected"),
                    EXPECTED,
                    weeks.map((week) => (week.is_past ? null : week.expected))
                ),
                foreseen,
            ],
        },
        options: {
            scales: scales(formatAmount, {stacked: true}),
            plugins: plugins((item) => formatAmount.full(item.raw)),
        },
    };
}
