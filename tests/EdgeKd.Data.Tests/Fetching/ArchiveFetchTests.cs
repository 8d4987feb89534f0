using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using EdgeKd.Data.Fetching;

namespace EdgeKd.Data.Tests.Fetching;

[TestFixture]
public class ArchiveFetchTests
{
    private static readonly Uri Address = new("https://data.invalid/archive.tar.gz");
    private static readonly byte[] Content = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * i >> 3))];
    private static readonly string Digest = Convert.ToHexString(SHA256.HashData(Content));

    [Test]
    public void AFileIsFetchedCheckedAndNamed()
    {
        using var folder = new TemporaryFolder();
        using var server = new Server();
        List<PreparationProgress> seen = [];
        new ArchiveFetch(server).Fetch(Address, folder["in", "a.tar.gz"], Digest, new Recorder(seen), default);
        Assert.That(File.ReadAllBytes(folder["in", "a.tar.gz"]), Is.EqualTo(Content));
        Assert.That(Directory.GetFiles(folder["in"]), Has.Length.EqualTo(1));
        Assert.That(seen[^1], Is.EqualTo(new PreparationProgress(292, 292) { Step = "fetch" }));
    }

    [Test]
    public void AFileThatIsThereIsNotFetchedAgain()
    {
        using var folder = new TemporaryFolder();
        using var server = new Server();
        var path = folder.Write("a.tar.gz", Content);
        new ArchiveFetch(server).Fetch(Address, path, Digest, null, default);
        Assert.That(server.Requests, Is.Zero);
    }

    [Test]
    public void ABrokenTransferIsContinued()
    {
        using var folder = new TemporaryFolder();
        using var server = new Server { BreakAfter = 200_000 };
        var path = folder["a.tar.gz"];
        Assert.That(() => new ArchiveFetch(server).Fetch(Address, path, Digest, null, default), Throws.InstanceOf<IOException>());
        Assert.That(File.Exists(path), Is.False);
        server.BreakAfter = int.MaxValue;
        new ArchiveFetch(server).Fetch(Address, path, Digest, null, default);
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(Content));
        Assert.That(server.Sent, Is.LessThan(2 * Content.Length), "what was there was not sent again");
    }

    [TestCase(true)]
    [TestCase(false)]
    public void ARestOfAnotherFileIsStartedAnew(bool ranges)
    {
        using var folder = new TemporaryFolder();
        using var server = new Server { AllowsRanges = ranges };
        folder.Write("a.tar.gz.part", new byte[1000]);
        new ArchiveFetch(server).Fetch(Address, folder["a.tar.gz"], Digest, null, default);
        Assert.That(File.ReadAllBytes(folder["a.tar.gz"]), Is.EqualTo(Content));
    }

    [TestCase(0)]
    [TestCase(7)]
    public void ARestThatIsAlreadyWholeOrTooLongIsSettled(int extra)
    {
        using var folder = new TemporaryFolder();
        using var server = new Server();
        folder.Write("a.tar.gz.part", [.. Content, .. new byte[extra]]);
        new ArchiveFetch(server).Fetch(Address, folder["a.tar.gz"], Digest, null, default);
        Assert.That(File.ReadAllBytes(folder["a.tar.gz"]), Is.EqualTo(Content));
    }

    [Test]
    public void AnotherContentIsRefusedAndRemoved()
    {
        using var folder = new TemporaryFolder();
        using var server = new Server();
        Assert.That(() => new ArchiveFetch(server).Fetch(Address, folder["a.tar.gz"], new string('0', 64), null, default),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains(Digest.ToLowerInvariant()).And.Message.Contains("data.invalid"));
        Assert.That(Directory.GetFiles(folder.Path), Is.Empty);
    }

    [TestCase(HttpStatusCode.NotFound)]
    [TestCase(HttpStatusCode.InternalServerError)]
    public void ARefusalIsToldInOneLine(HttpStatusCode status)
    {
        using var folder = new TemporaryFolder();
        using var server = new Server { Status = status };
        Assert.That(() => new ArchiveFetch(server).Fetch(Address, folder["a.tar.gz"], Digest, null, default),
            Throws.TypeOf<IOException>().With.Message.Contains($"{(int)status}").And.Message.Not.Contains("\n"));
    }

    [Test]
    public void CancellingKeepsWhatCame()
    {
        using var folder = new TemporaryFolder();
        using var server = new Server();
        using var source = new CancellationTokenSource();
        var progress = new Recorder([]) { OnReport = source.Cancel };
        Assert.That(() => new ArchiveFetch(server).Fetch(Address, folder["a.tar.gz"], Digest, progress, source.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(new FileInfo(folder["a.tar.gz.part"]).Length, Is.GreaterThan(0));
    }

    /// <summary>A server of one file.</summary>
    private sealed class Server : HttpMessageHandler
    {
        public HttpStatusCode Status { get; init; } = HttpStatusCode.OK;

        public bool AllowsRanges { get; init; } = true;

        public int BreakAfter { get; set; } = int.MaxValue;

        public int Requests { get; private set; }

        public long Sent { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(Send(request, cancellationToken));

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests++;
            if (Status != HttpStatusCode.OK) return new HttpResponseMessage(Status);
            var from = AllowsRanges ? (int)(request.Headers.Range?.Ranges.Single().From ?? 0) : 0;
            if (from >= Content.Length) return new HttpResponseMessage(HttpStatusCode.RequestedRangeNotSatisfiable);
            Sent += Math.Min(BreakAfter, Content.Length - from);
            var response = new HttpResponseMessage(from > 0 ? HttpStatusCode.PartialContent : HttpStatusCode.OK)
            {
                Content = new StreamContent(new BreakingStream(Content[from..], BreakAfter)),
            };
            response.Content.Headers.ContentLength = Content.Length - from;
            if (from > 0) response.Content.Headers.ContentRange = new ContentRangeHeaderValue(from, Content.Length - 1, Content.Length);
            return response;
        }
    }

    private sealed class BreakingStream(byte[] bytes, int breakAfter) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count)
        {
            if (Position >= breakAfter) throw new IOException("the connection was lost");
            return base.Read(buffer, offset, (int)Math.Min(count, breakAfter - Position));
        }
    }

    private sealed class Recorder(List<PreparationProgress> seen) : IProgress<PreparationProgress>
    {
        public Action? OnReport { get; init; }

        public void Report(PreparationProgress value)
        {
            seen.Add(value);
            OnReport?.Invoke();
        }
    }
}
