namespace EdgeKd.Data.Shards;

/// <summary>One image of a shard and what is known of its class.</summary>
/// <param name="Image">The picture.</param>
/// <param name="Label">A class number or a class name.</param>
internal sealed record ShardSample(TarMember Image, SampleLabel Label);
