using System.Net;
using System.Net.Sockets;

namespace EdgeKd.Edge.Targets.Web;

/// <summary>Serves the files of one job to a browser on this machine, with the headers that a page needs to share memory between
/// threads.</summary>
/// <remarks>
/// It listens on the loopback address alone, below a path that nobody else knows. Headers: HTML Standard, "cross-origin isolation"
/// (Cross-Origin-Opener-Policy: same-origin with Cross-Origin-Embedder-Policy: require-corp).
/// </remarks>
internal sealed class LoopbackServer : IDisposable
{
    private const int Attempts = 20;

    private readonly HttpListener _listener;
    private readonly string _root;
    private readonly IReadOnlyDictionary<string, string> _files;

    private LoopbackServer(HttpListener listener, string root, string address, IReadOnlyDictionary<string, string> files)
    {
        (_listener, _root, _files, Address) = (listener, root, files, address);
        _ = Serve();
    }

    /// <summary>The address of the files, ending in a slash.</summary>
    public string Address { get; }

    /// <summary>Starts.</summary>
    /// <param name="files">The file of each path, such as <c>runner.html</c>; nothing else is served.</param>
    /// <exception cref="InvalidDataException">No port of this machine is free.</exception>
    public static LoopbackServer Start(IReadOnlyDictionary<string, string> files)
    {
        var root = $"/{Guid.NewGuid():N}/";
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            // HttpListener takes no port 0, so a free one is looked for; another program may take it in between.
            var address = $"http://127.0.0.1:{FreePort()}{root}";
            var listener = new HttpListener();
            listener.Prefixes.Add(address);
            try
            {
                listener.Start();
                return new LoopbackServer(listener, root, address, files);
            }
            catch (HttpListenerException)
            {
                listener.Close();
            }
        }

        throw new InvalidDataException("no port of this machine is free to serve the browser");
    }

    public void Dispose() => _listener.Close();

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task Serve()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return; // closed
            }

            _ = Answer(context);
        }
    }

    private async Task Answer(HttpListenerContext context)
    {
        var response = context.Response;
        try
        {
            response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
            response.Headers["Cross-Origin-Embedder-Policy"] = "require-corp";
            response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
            response.Headers["Cache-Control"] = "no-store";
            var path = context.Request.Url!.AbsolutePath;
            if (context.Request.HttpMethod != "GET" || !path.StartsWith(_root, StringComparison.Ordinal) || !_files.TryGetValue(path[_root.Length..], out var file))
            {
                response.StatusCode = (int)HttpStatusCode.NotFound;
                response.Close();
                return;
            }

            response.ContentType = TypeOf(path);
            await using var stream = File.OpenRead(file);
            response.ContentLength64 = stream.Length;
            await stream.CopyToAsync(response.OutputStream);
            response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or IOException or ObjectDisposedException)
        {
            // The browser went away, or the file did; the page's own request fails and says so.
            response.Abort();
        }
    }

    // A module script and a page are taken only with their own types.
    private static string TypeOf(string path) => Path.GetExtension(path) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" or ".mjs" => "text/javascript; charset=utf-8",
        ".wasm" => "application/wasm",
        _ => "application/octet-stream",
    };
}
