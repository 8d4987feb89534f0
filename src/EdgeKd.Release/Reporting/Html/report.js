// Draws every chart in the colours of the page, again whenever light and dark change.
"use strict";
(() => {
  const figures = [...document.querySelectorAll(".chart")];
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const drawn = new Map();

  const theme = () => {
    const style = getComputedStyle(document.documentElement);
    const colour = name => style.getPropertyValue(name).trim();
    const axis = {
      axisLine: { lineStyle: { color: colour("--line") } },
      axisTick: { lineStyle: { color: colour("--line") } },
      splitLine: { lineStyle: { color: colour("--line"), opacity: 0.5 } },
      axisLabel: { color: colour("--quiet"), hideOverlap: true },
      nameTextStyle: { color: colour("--quiet") },
    };
    return {
      color: colour("--series").split(",").map(part => part.trim()),
      textStyle: { color: colour("--text"), fontFamily: "system-ui, sans-serif" },
      legend: { textStyle: { color: colour("--text") }, pageTextStyle: { color: colour("--text") }, pageIconColor: colour("--link") },
      tooltip: { backgroundColor: colour("--card"), borderColor: colour("--line"), textStyle: { color: colour("--text") } },
      scatter: { label: { color: colour("--text") } },
      valueAxis: axis,
      categoryAxis: axis,
    };
  };

  const draw = () => {
    const colours = theme();
    for (const element of figures) {
      drawn.get(element)?.dispose();
      element.parentElement.classList.add("drawn");
      element.style.height = element.dataset.height + "px";
      const label = element.getAttribute("aria-label");
      const chart = echarts.init(element, colours, { renderer: "svg" });
      chart.setOption({ ...JSON.parse(element.dataset.options), aria: { enabled: true, label: { description: label } } });
      drawn.set(element, chart);
    }
  };

  for (const numbers of document.querySelectorAll(".numbers"))
    numbers.open = false;
  draw();
  dark.addEventListener("change", draw);
  // Paper has no room for charts that were laid out for a screen: it gets the numbers.
  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach(element => { element.open = true; }));
  new ResizeObserver(() => drawn.forEach(chart => chart.resize())).observe(document.body);
})();
