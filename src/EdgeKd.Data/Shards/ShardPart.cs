using EdgeKd.Data.Encoded;
using EdgeKd.Data.Sources;

namespace EdgeKd.Data.Shards;

/// <summary>The samples of a part's shards in their order: where each picture lies, and what its label says.</summary>
internal sealed class ShardPart
{
    private readonly List<string> _shards = [];
    private readonly List<(int Shard, TarMember Image)> _images = [];

    /// <summary>A label an image.</summary>
    public List<SampleLabel> Labels { get; } = [];

    /// <summary>Reads the headers and labels of a shard.</summary>
    /// <exception cref="InvalidDataException">The shard is damaged; the message names it.</exception>
    public void Add(IEncodedFiles files, string shard, CancellationToken ct)
    {
        using var handle = files.Open(shard);
        using var stream = new FileStream(handle, FileAccess.Read, 1 << 14);
        try
        {
            foreach (var sample in ShardSamples.Read(stream))
            {
                ct.ThrowIfCancellationRequested();
                _images.Add((_shards.Count, sample.Image));
                Labels.Add(sample.Label);
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new InvalidDataException($"the shard {shard}: {e.Message}", e);
        }
        _shards.Add(shard);
    }

    /// <summary>The part, once the labels are known as numbers.</summary>
    public SourcePart ToSource(int[] labels, IEncodedFiles files, int size, Interpolation interpolation)
    {
        return new SourcePart(labels, NameOf, () => Read) { PlaceOf = PlaceOf };

        string NameOf(int i) => $"{_shards[_images[i].Shard]}/{_images[i].Image.Name}";

        EncodedPlace PlaceOf(int i) => new(_shards[_images[i].Shard], _images[i].Image.Offset, _images[i].Image.SizeBytes);

        void Read(int i, Span<byte> destination)
        {
            using var encoded = EncodedBytes.Read(files, PlaceOf(i), NameOf(i));
            ImageDecoder.DecodeSquare(encoded.Span, NameOf(i), size, interpolation, destination);
        }
    }
}
