using Microsoft.Playwright;

namespace EdgeKd.Release.Tests.Reporting;

/// <summary>Opens reports in Debian's Chromium. Install it by the target Test, or by <c>apt-get install chromium</c>; another
/// Chromium is named by EDGEKD_CHROMIUM.</summary>
[TestFixture]
public class PageTests
{
    private static readonly ViewportSize Phone = new() { Width = 360, Height = 740 };
    private static readonly ViewportSize Desktop = new() { Width = 1280, Height = 900 };

    private readonly TemporaryFolder _folder = new();
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    [OneTimeSetUp]
    public async Task Open()
    {
        ReportWriter.Write(ReportSamples.Refused(), _folder.Path);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("EDGEKD_CHROMIUM") ?? "/usr/bin/chromium",
            // A container has neither user namespaces for the sandbox nor much shared memory; the page is our own.
            Args = ["--no-sandbox", "--disable-dev-shm-usage"],
        });
    }

    [OneTimeTearDown]
    public async Task Close()
    {
        await _browser.CloseAsync();
        _playwright.Dispose();
        _folder.Dispose();
    }

    [TestCase(ColorScheme.Light)]
    [TestCase(ColorScheme.Dark)]
    public async Task It_asks_for_nothing_and_complains_of_nothing(ColorScheme scheme)
    {
        await using var context = await _browser.NewContextAsync(new() { Offline = true, ViewportSize = Phone, ColorScheme = scheme });
        var page = await context.NewPageAsync();
        List<string> complaints = [], requests = [];
        page.Console += (_, message) => complaints.Add($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => complaints.Add(error);
        page.Request += (_, request) => requests.Add(request.Url);

        await page.GotoAsync(Address);

        Assert.That(complaints, Is.Empty);
        Assert.That(requests.Where(url => !url.StartsWith("data:", StringComparison.Ordinal)), Is.EqualTo(new[] { Address }));
        Assert.That(await page.Locator(".chart svg").CountAsync(), Is.EqualTo(await page.Locator(".chart").CountAsync()).And.GreaterThanOrEqualTo(8));
    }

    [Test]
    public async Task The_verdict_and_its_causes_are_on_the_first_screen_of_a_phone()
    {
        var page = await Page(Phone);

        Assert.That(await page.Locator("header .outcome").TextContentAsync(), Is.EqualTo("FAIL"));
        foreach (var first in new[] { page.Locator("header .outcome"), page.Locator(".causes code").First })
        {
            var box = await first.BoundingBoxAsync();
            Assert.That(box!.Y + box.Height, Is.LessThan(Phone.Height));
        }
    }

    [Test]
    public async Task A_broken_rule_stands_before_those_that_are_kept()
    {
        var page = await Page(Phone);

        var outcomes = await page.Locator(".rules .badge").AllTextContentsAsync();

        Assert.That(outcomes.Take(4), Is.EqualTo(new[] { "FAIL", "FAIL", "INCONCLUSIVE", "WARN" }));
        Assert.That(outcomes.Skip(4), Is.All.EqualTo("PASS"));
    }

    [TestCase(360)]
    [TestCase(768)]
    [TestCase(1280)]
    public async Task Nothing_has_to_be_scrolled_sideways(int width)
    {
        var page = await Page(new() { Width = width, Height = 740 });
        await page.EvaluateAsync("document.querySelectorAll('details').forEach(d => { d.open = true })");

        Assert.That(await page.EvaluateAsync<int>("document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(width));
    }

    [Test]
    public async Task Dark_is_dark_and_the_charts_follow_while_the_page_is_open()
    {
        var page = await Page(Desktop, ColorScheme.Light);
        Task<string> Background() => page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
        Task<string> FirstLine() => page.EvaluateAsync<string>("document.querySelector('#training .chart svg path[stroke-width=\"2\"]').getAttribute('stroke')");
        Assert.That((await Background(), await FirstLine()), Is.EqualTo(("rgb(255, 255, 255)", "#0b5cad")));

        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        // Waiting for an expression would evaluate a string in the page, which its own rules forbid.
        await page.Locator("#training .chart svg path[stroke-width='2'][stroke='#6cb2ff']").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });

        Assert.That(await Background(), Is.EqualTo("rgb(15, 19, 24)"));
    }

    [Test]
    public async Task Every_picture_and_chart_has_words_in_its_place()
    {
        var page = await Page(Desktop);

        Assert.That(await Labels(page, ".chart", "aria-label"), Is.All.Length.GreaterThan(40));
        Assert.That(await Labels(page, ".interval svg", "aria-label"), Is.All.StartsWith("measured"));
        Assert.That(await Labels(page, "img", "alt"), Is.All.Contains("labelled"));
        Assert.That(await page.Locator("figure:not(:has(table))").CountAsync(), Is.Zero, "each chart has its numbers as a table");
        Assert.That(await page.Locator("svg:not([role=img]):not(.chart svg)").CountAsync(), Is.Zero);
    }

    [Test]
    public async Task A_class_that_would_like_to_be_markup_is_text()
    {
        var page = await Page(Desktop);
        await page.EvaluateAsync("document.querySelectorAll('details').forEach(d => { d.open = true })");
        // Hints are drawn when a pointer rests on a chart; the bars of the classes hold the hostile name.
        await page.Locator("#classes .chart").First.HoverAsync();

        Assert.That(await page.EvaluateAsync<bool>("'pwned' in window"), Is.False);
        Assert.That(await page.Locator("img[src=x], img[onerror]").CountAsync(), Is.Zero);
        Assert.That(await page.Locator("#confusions th").AllTextContentsAsync(), Has.Member(ReportSamples.HostileClass));
    }

    [Test]
    public async Task A_script_that_got_in_would_not_run()
    {
        var page = await Page(Desktop);

        await page.EvaluateAsync("document.body.insertAdjacentHTML('beforeend', '<img src=\"data:,\" onerror=\"window.inline=1\">')");
        await page.EvaluateAsync("(() => { const s = document.createElement('script'); s.textContent = 'window.added=1'; document.body.append(s); })()");
        await page.EvaluateAsync("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");

        Assert.That(await page.EvaluateAsync<bool>("'inline' in window || 'added' in window"), Is.False);
    }

    [Test]
    public async Task Without_scripts_all_text_and_every_number_is_there()
    {
        await using var context = await _browser.NewContextAsync(new() { JavaScriptEnabled = false, ViewportSize = Phone });
        var page = await context.NewPageAsync();
        await page.GotoAsync(Address);

        Assert.That(await page.Locator("header .outcome").IsVisibleAsync());
        Assert.That(await page.Locator("#training table").First.IsVisibleAsync());
        Assert.That(await page.Locator(".chart:visible").CountAsync(), Is.Zero);
    }

    /// <summary>Pictures for people: phone and desktop, light and dark, written to the folder that EDGEKD_SCREENSHOTS names.</summary>
    [Test, Category("Soak")]
    public async Task Screenshots()
    {
        var folder = Environment.GetEnvironmentVariable("EDGEKD_SCREENSHOTS") ?? TestContext.CurrentContext.WorkDirectory;
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            foreach (var (name, size) in new[] { ("phone", Phone), ("desktop", Desktop) })
            {
                var page = await Page(size, scheme);
                var path = Path.Combine(folder, $"{name}-{scheme}.png".ToLowerInvariant());
                await page.ScreenshotAsync(new() { Path = path, FullPage = true });
                Assert.That(new FileInfo(path).Length, Is.Positive);
            }
        }
    }

    private string Address => new Uri(Path.Combine(_folder.Path, ReportWriter.HtmlFileName)).AbsoluteUri;

    private async Task<IPage> Page(ViewportSize size, ColorScheme scheme = ColorScheme.Light)
    {
        var page = await _browser.NewPageAsync(new() { ViewportSize = size, ColorScheme = scheme });
        await page.GotoAsync(Address);
        return page;
    }

    private static async Task<string?[]> Labels(IPage page, string selector, string attribute)
    {
        var labels = await Task.WhenAll((await page.Locator(selector).AllAsync()).Select(element => element.GetAttributeAsync(attribute)));
        Assert.That(labels, Is.Not.Empty);
        return labels;
    }
}
