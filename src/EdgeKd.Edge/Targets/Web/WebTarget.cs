using System.Text;
using EdgeKd.Edge.Targets.Runner;
using Microsoft.Playwright;

namespace EdgeKd.Edge.Targets.Web;

/// <summary>onnxruntime-web (WASM, SIMD, threads) in headless Chromium on this machine.</summary>
/// <param name="name">The target's name.</param>
/// <param name="options">The browser.</param>
internal sealed class WebTarget(string name, WebOptions options) : RunnerTarget(name, TargetKinds.Web)
{
    private const string Page = "runner.html";

    /// <summary>Where the page and what it loads lie.</summary>
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "web");

    protected override RunnerOutput Execute(TargetJob job, TargetLog log, IProgress<string>? progress, CancellationToken ct) =>
        InPage(Files(job), job.TimeLimit, log, progress, ct, async page =>
        {
            var answer = await page.EvaluateAsync<WebAnswer>("job => window.edgekdRun(job)", WebJob.Of(job));
            if (answer.Result.Length > RunnerResultReader.MaxSizeBytes)
                throw new InvalidDataException("its result is too long");
            return new RunnerOutput(Encoding.UTF8.GetBytes(answer.Result), answer.Logits is { } base64 ? Convert.FromBase64String(base64) : null);
        });

    protected override byte[] Describe(TargetLog log, CancellationToken ct) =>
        InPage(Files(null), ProbeLimit, log, null, ct, async page => Encoding.UTF8.GetBytes(await page.EvaluateAsync<string>("() => window.edgekdProbe()")));

    private static Dictionary<string, string> Files(TargetJob? job)
    {
        if (!File.Exists(Path.Combine(Folder, Page)))
            throw new InvalidDataException($"{Folder} does not hold the page of the runner; build or unpack edgekd again");
        var files = Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
            .ToDictionary(path => Path.GetRelativePath(Folder, path).Replace('\\', '/'));
        if (job is not null)
            (files["job/model.onnx"], files["job/data.images"]) = (job.ModelPath, job.DataPath);
        return files;
    }

    private T InPage<T>(IReadOnlyDictionary<string, string> files, TimeSpan limit, TargetLog log, IProgress<string>? progress, CancellationToken ct, Func<IPage, Task<T>> work)
    {
        using var server = LoopbackServer.Start(files);
        return RunInPage().GetAwaiter().GetResult();

        async Task<T> RunInPage()
        {
            try
            {
                using var browser = await ChromiumBrowser.Launch(options, log, ct);
                var page = await browser.Open(log, progress);
                // Ends with the browser, which is closed when this is left, whatever the page does.
                return await Work(page).WaitAsync(limit, ct);
            }
            catch (TimeoutException)
            {
                throw new TimeoutException($"the browser hangs: it was closed after {limit.TotalSeconds:0.#} s");
            }
            catch (PlaywrightException e)
            {
                throw new InvalidDataException($"the browser failed: {RunnerResultReader.Printable(e.Message.Split('\n')[0])}", e);
            }
        }

        async Task<T> Work(IPage page)
        {
            await page.GotoAsync(server.Address + Page);
            await page.WaitForFunctionAsync("() => window.edgekdReady === true");
            return await work(page);
        }
    }
}
