using EdgeKd.Edge.Targets.Runner;
using Microsoft.Playwright;

namespace EdgeKd.Edge.Targets.Web;

/// <summary>A headless Chromium of our own, driven by Playwright; gone when disposed.</summary>
internal sealed class ChromiumBrowser : IDisposable
{
    private const string NodeVariable = "PLAYWRIGHT_NODEJS_PATH";
    private const string Debian = "/usr/bin/chromium";

    /// <summary>A browser that is not there by then, in milliseconds, does not come; on a busy machine it takes a while.</summary>
    private const float LaunchLimitMs = 120_000;

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private ChromiumBrowser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    /// <summary>Starts it.</summary>
    /// <exception cref="InvalidDataException">There is no Chromium or no Node.js, or it does not start; one line.</exception>
    public static async Task<ChromiumBrowser> Launch(WebOptions options, TargetLog log, CancellationToken ct)
    {
        var program = options.Chromium ?? Environment.GetEnvironmentVariable(WebOptions.Variable) ?? Debian;
        if (!File.Exists(program))
            throw new InvalidDataException($"there is no Chromium at {program}; apt-get install chromium, or name one by chromium or {WebOptions.Variable}");
        RequireNode();
        ct.ThrowIfCancellationRequested();
        log.Write($"$ {program} --headless");
        IPlaywright? playwright = null;
        try
        {
            playwright = await Playwright.CreateAsync();
            var browser = await playwright.Chromium.LaunchAsync(new()
            {
                ExecutablePath = program,
                Timeout = LaunchLimitMs,
                // A container has neither user namespaces for the sandbox nor much shared memory; page and model are our own.
                Args = ["--no-sandbox", "--disable-dev-shm-usage"],
            });
            return new ChromiumBrowser(playwright, browser);
        }
        catch (Exception e) when (e is PlaywrightException or TimeoutException)
        {
            playwright?.Dispose();
            throw new InvalidDataException($"{program} does not start: {RunnerResultReader.Printable(e.Message.Split('\n')[0])}", e);
        }
    }

    /// <summary>Opens an empty page, whose complaints go to the log and whose progress is told on.</summary>
    public async Task<IPage> Open(TargetLog log, IProgress<string>? progress)
    {
        var page = await _browser.NewPageAsync();
        // The job has a limit of its own.
        page.SetDefaultTimeout(0);
        page.Console += (_, message) => log.Write($"{message.Type}: {RunnerResultReader.Printable(message.Text)}");
        page.PageError += (_, error) => log.Write(RunnerResultReader.Printable(error));
        await page.ExposeFunctionAsync<string, bool>("edgekdProgress", line =>
        {
            progress?.Report(RunnerResultReader.Printable(line));
            return true;
        });
        return page;
    }

    public void Dispose()
    {
        _browser.CloseAsync().GetAwaiter().GetResult();
        _playwright.Dispose();
    }

    // The driver runs on Node.js; the system's is taken where none was named.
    private static void RequireNode()
    {
        if (Environment.GetEnvironmentVariable(NodeVariable) is { Length: > 0 })
            return;
        var node = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "node")).FirstOrDefault(File.Exists)
            ?? throw new InvalidDataException($"there is no Node.js, which drives the browser; apt-get install nodejs, or name one by {NodeVariable}");
        Environment.SetEnvironmentVariable(NodeVariable, node);
    }
}
