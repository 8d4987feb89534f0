using EdgeKd.Data.Encoded;
using Microsoft.Win32.SafeHandles;

namespace EdgeKd.Data.Fetching;

/// <summary>Shards that are fetched when they are needed, the next one ahead, and of which so many bytes are kept.</summary>
/// <remarks>
/// A shard is fetched once at a time, checked by the index's SHA-256 and only then given its name; one from an earlier run is checked
/// before it is opened first. Those that were not opened for longest make room. An open shard that makes room stays readable to those who have it open.
/// </remarks>
internal sealed class RemoteShards : IEncodedFiles
{
    private const int Attempts = 4;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ShardFile> _shards;
    private readonly Dictionary<string, Task> _fetches = [];
    private readonly Dictionary<string, string> _after = [];
    private readonly HashSet<string> _checked = [];
    private readonly LinkedList<string> _kept = []; // the one opened last stands last
    private readonly Uri _index;
    private readonly string _folder;
    private readonly long _limitBytes, _largestBytes;
    private readonly HttpMessageHandler _handler;
    private readonly CancellationTokenSource _stop = new();
    private long _keptBytes;

    /// <param name="handler">Sends the requests; it is disposed with this.</param>
    /// <param name="index">The address of the index, beside which the shards lie.</param>
    /// <param name="shards">The shards.</param>
    /// <param name="folder">Where they are kept.</param>
    /// <param name="limitBytes">The most bytes of shards that are kept.</param>
    public RemoteShards(HttpMessageHandler handler, Uri index, IEnumerable<ShardFile> shards, string folder, long limitBytes)
    {
        (_handler, _index, _folder, _limitBytes) = (handler, index, folder, limitBytes);
        _shards = shards.ToDictionary(shard => shard.Name);
        _largestBytes = _shards.Values.Max(shard => shard.SizeBytes);
        foreach (var shard in _shards.Values.Where(IsThere)) Keep(shard);
    }

    /// <summary>How many bytes of shards are kept now.</summary>
    public long KeptBytes
    {
        get
        {
            lock (_lock) return _keptBytes;
        }
    }

    public SafeFileHandle Open(string file)
    {
        if (!_shards.TryGetValue(file, out var shard))
            throw new InvalidDataException($"{_index} names no shard {file}; run the data stage again");
        while (true)
        {
            Begin(shard).GetAwaiter().GetResult();
            lock (_lock)
            {
                if (!_kept.Remove(file)) continue; // it has made room meanwhile
                if (!IsThere(shard))
                {
                    _keptBytes -= shard.SizeBytes; // another process has made room
                    continue;
                }
                _kept.AddLast(file);
                if (_after.Remove(file, out var next)) Begin(_shards[next]);
                return File.OpenHandle(PathOf(shard));
            }
        }
    }

    public void Expect(IReadOnlyList<string> files, int atOnce)
    {
        // One more, which is fetched meanwhile.
        var need = Math.Min(atOnce + 1, _shards.Count) * _largestBytes;
        if (need > _limitBytes)
            throw new ArgumentException($"this order reads from {atOnce} shards at once, and data.shardCacheMb has room for {_limitBytes / _largestBytes}; set it to {(need >> 20) + 1} or more, or make data.shuffleBuffer smaller");
        lock (_lock)
        {
            _after.Clear();
            for (var i = 1; i < files.Count; i++) _after[files[i - 1]] = files[i];
        }
    }

    public void Dispose()
    {
        Task[] running;
        lock (_lock)
        {
            _stop.Cancel();
            running = [.. _fetches.Values];
        }
        // What a fetch ahead failed with nobody has asked for; the next one who opens the shard gets it again.
        Task.WhenAll(running).ContinueWith(_ => { }, TaskScheduler.Default).Wait();
        _stop.Dispose();
        _handler.Dispose();
    }

    /// <summary>The fetch of a shard, begun unless it is there or under way.</summary>
    private Task Begin(ShardFile shard)
    {
        lock (_lock)
        {
            if (_checked.Contains(shard.Name) && _kept.Contains(shard.Name)) return Task.CompletedTask;
            if (_fetches.TryGetValue(shard.Name, out var running)) return running;
            if (!_kept.Remove(shard.Name)) // else it is from an earlier run, and only to be checked
            {
                MakeRoom(shard.SizeBytes);
                _keptBytes += shard.SizeBytes;
            }
            var fetch = Task.Run(() => Fetch(shard));
            _fetches.Add(shard.Name, fetch);
            return fetch;
        }
    }

    private void Fetch(ShardFile shard)
    {
        var done = false;
        try
        {
            new ArchiveFetch(_handler, Attempts) { SaidBy = ShardIndex.FileName }
                .Fetch(new Uri(_index, shard.Name), PathOf(shard), shard.Sha256, null, _stop.Token, shard.SizeBytes);
            done = true;
        }
        finally
        {
            lock (_lock)
            {
                _fetches.Remove(shard.Name);
                _keptBytes -= shard.SizeBytes;
                if (done)
                {
                    _checked.Add(shard.Name);
                    Keep(shard);
                }
            }
        }
    }

    private void Keep(ShardFile shard)
    {
        _kept.AddLast(shard.Name);
        _keptBytes += shard.SizeBytes;
    }

    private void MakeRoom(long sizeBytes)
    {
        while (_keptBytes + sizeBytes > _limitBytes && _kept.First is { Value: var oldest })
        {
            File.Delete(PathOf(_shards[oldest]));
            _kept.RemoveFirst();
            _keptBytes -= _shards[oldest].SizeBytes;
        }
    }

    private bool IsThere(ShardFile shard) => new FileInfo(PathOf(shard)) is { Exists: true } file && file.Length == shard.SizeBytes;

    private string PathOf(ShardFile shard) => Path.Combine(_folder, shard.Name);
}
