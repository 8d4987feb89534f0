namespace EdgeKd.Data;

/// <summary>How large shards are written; a shard ends where the first of the two limits is reached.</summary>
public sealed record ShardingOptions
{
    /// <summary>The most images a shard.</summary>
    public int Samples { get; init; } = 1000;

    /// <summary>The most MiB of encoded pictures a shard; a larger picture has one of its own.</summary>
    public int SizeMb { get; init; } = 256;

    /// <summary>Throws when a value cannot be used.</summary>
    /// <exception cref="ArgumentException">Names the option, its value and what is allowed.</exception>
    public void Validate()
    {
        if (Samples is < 1 or > 1_000_000) throw new ArgumentException($"{Samples} samples a shard have to be 1 to 1,000,000");
        if (SizeMb is < 1 or > 65_536) throw new ArgumentException($"{SizeMb} MiB a shard have to be 1 to 65,536");
    }
}
