using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EdgeKd.Data.Tests.Fetching;

/// <summary>A web server of a folder on the loopback address: whole files and their ends, and connections that are cut.</summary>
internal sealed class FolderServer : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string _folder;
    private readonly Task _serving;

    public FolderServer(string folder)
    {
        _folder = folder;
        _listener.Start();
        _serving = Task.Run(ServeAsync);
    }

    /// <summary>The files that were asked for, in order; one is named again for each attempt.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>How many bytes a response has before the connection is cut, so often as a file has cuts left.</summary>
    public int CutAfterBytes { get; init; } = 700;

    /// <summary>How often the connection is still cut, by file.</summary>
    public ConcurrentDictionary<string, int> Cuts { get; } = new();

    public Uri AddressOf(string file) => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/set/{file}");

    public void Dispose()
    {
        _stop.Cancel();
        _serving.Wait();
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync(_stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            using (client) await AnswerAsync(client.GetStream());
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        var file = (await reader.ReadLineAsync())!.Split(' ')[1].Replace("/set/", "", StringComparison.Ordinal);
        long from = 0;
        while (await reader.ReadLineAsync() is { Length: > 0 } header)
        {
            if (header.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase))
                from = long.Parse(header["Range: bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture);
        }
        Requests.Enqueue(file);
        var path = Path.Combine(_folder, file);
        if (!File.Exists(path))
        {
            await WriteAsync("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
            return;
        }
        var bytes = await File.ReadAllBytesAsync(path);
        var status = from > 0 ? $"206 Partial Content\r\nContent-Range: bytes {from}-{bytes.Length - 1}/{bytes.Length}" : "200 OK";
        var rest = bytes.AsMemory((int)from);
        await WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {rest.Length}\r\nConnection: close\r\n\r\n"));
        var isCut = Cuts.TryGetValue(file, out var left) && left > 0;
        if (isCut) Cuts[file] = left - 1;
        await WriteAsync(isCut ? rest[..Math.Min(CutAfterBytes, rest.Length - 1)] : rest);

        async Task WriteAsync(ReadOnlyMemory<byte> part)
        {
            try
            {
                await stream.WriteAsync(part);
            }
            catch (IOException)
            {
                // The other side has had enough; what it makes of that is what the tests look at.
            }
        }
    }
}
