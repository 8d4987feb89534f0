namespace EdgeKd.Data.Shards;

/// <summary>Reads the samples of a shard: neighbouring members whose names are the same up to the first dot.</summary>
/// <remarks>As <c>group_by_keys</c> of WebDataset (webdataset/tariterators.py) groups them; members without a dot, and those whose
/// name begins with two underscores, belong to no sample.</remarks>
internal static class ShardSamples
{
    private static readonly HashSet<string> Pictures = ["jpg", "jpeg", "png", "bmp", "webp"];

    /// <param name="stream">The shard; it has to seek.</param>
    /// <exception cref="InvalidDataException">The shard is damaged, or a sample has no image or label, or two; the message names the sample, not the shard.</exception>
    public static IEnumerable<ShardSample> Read(Stream stream)
    {
        string? key = null;
        TarMember? image = null;
        (TarMember Member, string Extension)? label = null;
        foreach (var member in TarMembers.Read(stream))
        {
            if (Split(member.Name) is not var (memberKey, extension)) continue;
            if (memberKey != key)
            {
                if (key is not null) yield return Sample(stream, key, image, label);
                (key, image, label) = (memberKey, null, null);
            }
            if (Pictures.Contains(extension))
                image = image is null ? member : throw new InvalidDataException($"its sample '{key}' has two pictures; write one a sample");
            else if (SampleLabel.Rank(extension) is >= 0 and var rank && (label is null || rank < SampleLabel.Rank(label.Value.Extension)))
                label = (member, extension);
        }
        if (key is not null) yield return Sample(stream, key, image, label);
    }

    private static (string Key, string Extension)? Split(string name)
    {
        var start = name.LastIndexOf('/') + 1;
        var dot = name.IndexOf('.', start);
        return dot <= start || name.AsSpan(start).StartsWith("__") ? null : (name[..dot], name[(dot + 1)..].ToLowerInvariant());
    }

    private static ShardSample Sample(Stream stream, string key, TarMember? image, (TarMember Member, string Extension)? label)
    {
        if (image is not { } picture)
            throw new InvalidDataException($"its sample '{key}' has no picture (.jpg, .jpeg, .png, .bmp or .webp)");
        if (label is not var (member, extension))
            throw new InvalidDataException($"its sample '{key}' has no label (.cls, .json or .txt)");
        if (member.SizeBytes > SampleLabel.MaxSizeBytes)
            throw new InvalidDataException($"the label of its sample '{key}' has {member.SizeBytes} bytes, more than {SampleLabel.MaxSizeBytes}");
        var bytes = new byte[member.SizeBytes];
        stream.Position = member.Offset;
        stream.ReadExactly(bytes);
        try
        {
            return new ShardSample(picture, SampleLabel.Parse(extension, bytes));
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"sample '{key}': {e.Message}", e);
        }
    }
}
