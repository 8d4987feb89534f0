using EdgeKd.Edge.Targets.Runner;
using EdgeKd.Edge.Targets.Web;
using Microsoft.Playwright;

namespace EdgeKd.DeviceRuntime.Tests.Web;

/// <summary>A page in Debian's Chromium that can import the browser's library and read some files.</summary>
internal sealed class LibraryPage : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LoopbackServer _server;
    private readonly TargetLog _log;
    private readonly ChromiumBrowser _browser;
    private readonly IPage _page;

    /// <param name="files">Files that the page may read, by name.</param>
    public LibraryPage(IReadOnlyDictionary<string, string> files)
    {
        var web = Path.Combine(TestContext.CurrentContext.TestDirectory, "web");
        var all = Directory.EnumerateFiles(web, "*", SearchOption.AllDirectories).ToDictionary(path => Path.GetRelativePath(web, path).Replace('\\', '/'));
        foreach (var (name, path) in files)
            all[$"files/{name}"] = path;
        all["blank.html"] = _folder.Write("blank.html", "<!doctype html><title>blank</title>"u8);
        _server = LoopbackServer.Start(all);
        _log = new TargetLog(_folder["page.log"]);
        _browser = ChromiumBrowser.Launch(new WebOptions(), _log, CancellationToken.None).GetAwaiter().GetResult();
        _page = Open().GetAwaiter().GetResult();
    }

    /// <summary>Runs the body of a function of <c>lib</c> (imports a module), <c>file</c> (reads a file) and <c>given</c>.</summary>
    public Task<T> Run<T>(string body, object? given = null) => _page.EvaluateAsync<T>($$"""
        async given => {
            const lib = name => import(new URL(name, location.href).href);
            const file = async name => new Uint8Array(await (await fetch(new URL('files/' + name, location.href))).arrayBuffer());
            {{body}}
        }
        """, given);

    public void Dispose()
    {
        _browser.Dispose();
        _log.Dispose();
        _server.Dispose();
        _folder.Dispose();
    }

    private async Task<IPage> Open()
    {
        var page = await _browser.Open(_log, null);
        await page.GotoAsync(_server.Address + "blank.html");
        return page;
    }
}
