using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace EdgeKd.Data.Fetching;

/// <summary>Fetches a file: to <c>name.part</c>, resumed where the server can, checked by its SHA-256, then renamed.</summary>
/// <param name="handler">Sends the requests; it stays the caller's.</param>
/// <param name="attempts">How often a transfer is gone on with whose connection is cut, the first time included.</param>
internal sealed class ArchiveFetch(HttpMessageHandler handler, int attempts = 1)
{
    /// <summary>Who states the SHA-256, for messages.</summary>
    public string SaidBy { get; init; } = "the recipe";

    /// <summary>Fetches <paramref name="url"/> to <paramref name="path"/>, unless the file is there and right.</summary>
    /// <param name="url">What to fetch.</param>
    /// <param name="path">Where it goes.</param>
    /// <param name="sha256">The SHA-256 that it must have.</param>
    /// <param name="progress">Told about each piece; null: nobody.</param>
    /// <param name="ct">Stops; what came stays in the <c>.part</c>.</param>
    /// <param name="maxSizeBytes">The most bytes that are taken; null: any number.</param>
    /// <exception cref="InvalidDataException">What came is not what the SHA-256 says, or is longer.</exception>
    /// <exception cref="IOException">The server cannot be reached or refuses, or the connection was cut more often than is tried.</exception>
    public void Fetch(Uri url, string path, string sha256, IProgress<PreparationProgress>? progress, CancellationToken ct, long? maxSizeBytes = null)
    {
        if (url.Scheme is not ("http" or "https"))
            throw new ArgumentException($"data address {url} has to begin with http: or https:");
        if (File.Exists(path))
        {
            Check(path, sha256, $"{path} has another SHA-256 than {SaidBy} says");
            return;
        }
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var part = path + ".part";
        // A rest that fails its check may have been continued from other bytes: one whole attempt follows.
        var resumed = DownloadAll(url, part, maxSizeBytes, progress, ct);
        if (resumed && !Matches(part, sha256, out _))
        {
            File.Delete(part);
            DownloadAll(url, part, maxSizeBytes, progress, ct);
        }
        try
        {
            Check(part, sha256, $"what came from {url} has another SHA-256 than {SaidBy} says");
        }
        catch (InvalidDataException)
        {
            File.Delete(part);
            throw;
        }
        File.Move(part, path, overwrite: true);
    }

    /// <summary>Checks a file against its SHA-256.</summary>
    /// <exception cref="InvalidDataException">It has another one.</exception>
    public static void Check(string path, string sha256, string complaint)
    {
        if (!Matches(path, sha256, out var actual))
            throw new InvalidDataException($"{complaint}: {actual} instead of {sha256.ToLowerInvariant()}");
    }

    private static bool Matches(string path, string sha256, out string actual)
    {
        using var stream = File.OpenRead(path);
        actual = Convert.ToHexStringLower(SHA256.HashData(stream));
        return actual.Equals(sha256, StringComparison.OrdinalIgnoreCase);
    }

    /// <returns>Whether the file was continued from an earlier attempt.</returns>
    private bool DownloadAll(Uri url, string part, long? maxSizeBytes, IProgress<PreparationProgress>? progress, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return Download(url, part, maxSizeBytes, progress, ct) || attempt > 1;
            }
            catch (ConnectionCutException) when (attempt < attempts)
            {
                ct.ThrowIfCancellationRequested(); // what came is kept, and the next attempt goes on after it
            }
        }
    }

    private bool Download(Uri url, string part, long? maxSizeBytes, IProgress<PreparationProgress>? progress, CancellationToken ct)
    {
        try
        {
            using var client = new HttpClient(handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
            var have = File.Exists(part) ? new FileInfo(part).Length : 0;
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            if (have > 0) request.Headers.Range = new RangeHeaderValue(have, null);
            using var response = client.Send(request, HttpCompletionOption.ResponseHeadersRead, ct);
            if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && have > 0)
                return true; // nothing is missing, or the file there is another one: the check decides
            if (!response.IsSuccessStatusCode)
                throw new IOException($"{url} answers {(int)response.StatusCode} {response.ReasonPhrase}; check the address or put the archive there by hand");
            var resumed = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == have;
            if (response.StatusCode == HttpStatusCode.PartialContent && !resumed)
                throw new IOException($"{url} sends another range than was asked for; remove {part} and run again");
            Copy(url, response, part, resumed ? have : 0, maxSizeBytes, progress, ct);
            return resumed;
        }
        catch (HttpRequestException e)
        {
            throw new IOException($"{url} cannot be fetched: {e.Message}; run again to continue", e);
        }
    }

    private static void Copy(
        Uri url, HttpResponseMessage response, string part, long from, long? maxSizeBytes, IProgress<PreparationProgress>? progress, CancellationToken ct)
    {
        using var body = response.Content.ReadAsStream(ct);
        using var file = new FileStream(part, from > 0 ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.None);
        var totalKiB = (int)Math.Min(int.MaxValue, ((response.Content.Headers.ContentLength ?? -from) + from) / 1024);
        var buffer = new byte[1 << 17];
        for (int read; (read = Read(body, buffer, url)) > 0;)
        {
            ct.ThrowIfCancellationRequested();
            if (file.Position + read > maxSizeBytes)
                throw new InvalidDataException($"{url} sends more than the {maxSizeBytes} bytes that it should have");
            file.Write(buffer, 0, read);
            progress?.Report(new PreparationProgress((int)Math.Min(int.MaxValue, file.Position / 1024), totalKiB) { Step = "fetch" });
        }
        file.Flush(flushToDisk: true);
    }

    private static int Read(Stream body, byte[] buffer, Uri url)
    {
        try
        {
            return body.Read(buffer);
        }
        catch (IOException e)
        {
            throw new ConnectionCutException($"{url}: the connection was cut: {e.Message}; run again to continue", e);
        }
    }
}
