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

  // How many lines the names of the series take: a legend grows downwards, and the chart has to make room.
  const legendLines = (options, width) => {
    let lines = 1, used = 0;
    for (const { name } of options.series) {
      const needed = 45 + 7 * name.length;
      if (used > 0 && used + needed > width)
        [lines, used] = [lines + 1, 0];
      used += needed;
    }
    return lines;
  };

  const draw = () => {
    const colours = theme();
    for (const element of figures) {
      drawn.get(element)?.dispose();
      element.parentElement.classList.add("drawn");
      const options = JSON.parse(element.dataset.options);
      const more = options.legend ? 22 * (legendLines(options, element.clientWidth) - 1) : 0;
      options.grid.top += more;
      options.aria = { enabled: true, label: { description: element.dataset.words } };
      element.style.height = Number(element.dataset.height) + more + "px";
      const chart = echarts.init(element, colours, { renderer: "svg" });
      chart.setOption(options);
      drawn.set(element, chart);
    }
  };

  // The library writes its own label; what stands in the page is kept.
  for (const element of figures)
    element.dataset.words = element.getAttribute("aria-label");
  for (const numbers of document.querySelectorAll(".numbers"))
    numbers.open = false;
  draw();
  dark.addEventListener("change", draw);
  // Paper has no room for charts that were laid out for a screen: it gets the numbers.
  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach(element => { element.open = true; }));
  let width = document.body.clientWidth;
  addEventListener("resize", () => {
    if (document.body.clientWidth !== width) {
      width = document.body.clientWidth;
      draw();
    }
  });
})();
