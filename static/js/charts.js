// Draws every <div data-chart="id of a json_script"> with ECharts. The table under each chart holds the same numbers.
// Canvas renderer and rich-text tooltips: neither writes HTML, so the Content-Security-Policy has nothing to refuse.
"use strict";

(() => {
  const TONES = { blue: "#0f4fa8", green: "#1c8a50", yellow: "#d99000", red: "#c62836", grey: "#8592a3" };
  const PALETTE = ["#0f4fa8", "#d98200", "#1c8a50", "#7a4fb3", "#c62836", "#1295a8", "#8592a3"];
  const drawn = new Map();

  function rem() { return parseFloat(getComputedStyle(document.documentElement).fontSize); }

  function textStyle() {
    return { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 0.8125 * rem(), color: "#1b2430" };
  }

  function common(chart) {
    return {
      color: PALETTE,
      animation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
      textStyle: textStyle(),
      tooltip: { renderMode: "richText", trigger: chart.kind === "pie" ? "item" : "axis", confine: true, axisPointer: { type: chart.kind === "line" ? "line" : "shadow" } },
      legend: { show: chart.kind === "pie" || chart.series.length > 1, type: "scroll", bottom: 0, textStyle: textStyle() },
    };
  }

  function pie(chart) {
    const [series] = chart.series;
    const tones = series.tones ?? [];
    const data = chart.labels.map((name, index) => ({ name, value: series.data[index], itemStyle: TONES[tones[index]] ? { color: TONES[tones[index]] } : undefined }));
    return { ...common(chart), series: [{ type: "pie", name: series.name, center: ["50%", "45%"], data, label: { formatter: "{b} {c}", overflow: "none" }, radius: ["38%", "60%"], itemStyle: { borderColor: "#fff", borderWidth: 2 } }] };
  }

  function axes(chart) {
    const labels = { color: "#4a5665", fontSize: 0.8125 * rem(), hideOverlap: true };
    const category = { type: "category", data: chart.labels, axisLabel: labels, axisTick: { show: false }, inverse: chart.kind === "horizontal" };
    const value = { type: "value", name: chart.unit ?? "", minInterval: chart.whole === false ? 0 : 1, axisLabel: labels, splitLine: { lineStyle: { color: "#e3e9f1" } } };
    return chart.kind === "horizontal" ? { xAxis: value, yAxis: category } : { xAxis: category, yAxis: value };
  }

  function cartesian(chart) {
    const series = chart.series.map((one) => ({
      type: chart.kind === "line" ? "line" : "bar",
      name: one.name,
      data: one.data,
      stack: chart.kind === "stacked" ? "all" : undefined,
      barMaxWidth: 36,
      symbolSize: 7,
      color: TONES[one.tone],
    }));
    const bottom = chart.series.length > 1 ? 2.4 * rem() : 0.5 * rem();
    return { ...common(chart), grid: { left: 8, right: 16, top: chart.unit ? 2 * rem() : rem(), bottom, containLabel: true }, ...axes(chart), series };
  }

  function options(chart) { return chart.kind === "pie" ? pie(chart) : cartesian(chart); }

  // Only addresses of this site: a chart is no way out of it.
  function follow(chart, index) {
    const href = chart.hrefs?.[index];
    if (!href) return;
    const target = new URL(href, window.location.href);
    if (target.origin === window.location.origin) window.location.assign(target);
  }

  function draw(element) {
    const source = document.getElementById(element.dataset.chart);
    if (!source || !window.echarts) return;
    const chart = JSON.parse(source.textContent);
    const picture = drawn.get(element)?.picture ?? window.echarts.init(element, null, { renderer: "canvas" });
    picture.setOption(options(chart), true);
    picture.off("click");
    picture.on("click", (event) => follow(chart, event.dataIndex));
    drawn.set(element, { picture, chart });
    watch.observe(element);
  }

  function drawAll(root) {
    for (const element of root.querySelectorAll?.("[data-chart]") ?? []) draw(element);
  }

  function forget() {
    for (const [element, { picture }] of drawn) {
      if (element.isConnected) continue;
      watch.unobserve(element);
      picture.dispose();
      drawn.delete(element);
    }
  }

  const watch = new ResizeObserver((entries) => { for (const entry of entries) drawn.get(entry.target)?.picture.resize(); });

  document.addEventListener("htmx:afterSettle", (event) => { forget(); drawAll(event.detail.target); });
  document.addEventListener("large-text", () => { for (const element of drawn.keys()) draw(element); });
  drawAll(document);
})();
