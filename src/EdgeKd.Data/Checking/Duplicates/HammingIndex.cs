using System.Numerics;

namespace EdgeKd.Data.Checking;

/// <summary>Finds the hashes that differ from one in few bits, without looking at all of them.</summary>
/// <remarks>
/// M. Norouzi, A. Punjani and D. Fleet, "Fast Search in Hamming Space with Multi-Index Hashing" (CVPR 2012): of hashes that differ in
/// r bits, one of the four blocks of 16 bits differs in r/4 bits at the most, so looking up all values that near in a table a block
/// finds them all. Memory: 48 bytes a hash, since each table keeps the hashes in its own order: read one after another they
/// take a quarter of the time. Thread safe.
/// </remarks>
internal sealed class HammingIndex
{
    private const int Blocks = 4, BlockBits = 16, Values = 1 << BlockBits;

    private readonly ulong[] _hashes;
    private readonly int _radius;
    private readonly int[] _masks;
    private readonly int[][] _starts = new int[Blocks][];
    private readonly int[][] _members = new int[Blocks][];
    private readonly ulong[][] _memberHashes = new ulong[Blocks][];

    /// <summary>Indexes hashes.</summary>
    /// <param name="hashes">The hashes; kept, not copied.</param>
    /// <param name="radius">The most bits in which two may differ, 0 to 15.</param>
    public HammingIndex(ulong[] hashes, int radius)
    {
        (_hashes, _radius) = (hashes, radius);
        _masks = [.. Enumerable.Range(0, Values).Where(mask => BitOperations.PopCount((uint)mask) <= radius / Blocks)];
        for (var block = 0; block < Blocks; block++) (_starts[block], _members[block], _memberHashes[block]) = Sort(block);
    }

    /// <summary>Adds the places of the hashes within the radius of one to a list: each once, the place itself not, in no order that means anything.</summary>
    public void Find(int place, List<int> found)
    {
        var hash = _hashes[place];
        for (var block = 0; block < Blocks; block++)
        {
            var (starts, members, hashes) = (_starts[block], _members[block], _memberHashes[block]);
            foreach (var mask in _masks)
            {
                var value = Value(hash, block) ^ mask;
                for (var i = starts[value]; i < starts[value + 1]; i++)
                {
                    var difference = hash ^ hashes[i];
                    if (BitOperations.PopCount(difference) <= _radius && members[i] != place && !IsNearBefore(difference, block)) found.Add(members[i]);
                }
            }
        }
    }

    // Then it has been found by that block.
    private bool IsNearBefore(ulong difference, int block)
    {
        for (var before = 0; before < block; before++)
        {
            if (BitOperations.PopCount((uint)Value(difference, before)) <= _radius / Blocks) return true;
        }
        return false;
    }

    private static int Value(ulong hash, int block) => (int)(hash >> block * BlockBits) & (Values - 1);

    // By counting: the members of a value stand one after another, and where they begin is known.
    private (int[] Starts, int[] Members, ulong[] Hashes) Sort(int block)
    {
        var starts = new int[Values + 1];
        foreach (var hash in _hashes) starts[Value(hash, block) + 1]++;
        for (var value = 0; value < Values; value++) starts[value + 1] += starts[value];
        var next = starts[..Values];
        var members = new int[_hashes.Length];
        for (var place = 0; place < _hashes.Length; place++) members[next[Value(_hashes[place], block)]++] = place;
        return (starts, members, Array.ConvertAll(members, place => _hashes[place]));
    }
}
