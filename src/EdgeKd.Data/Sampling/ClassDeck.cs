using EdgeKd.Data.Randomness;

namespace EdgeKd.Data.Sampling;

/// <summary>The images of one class, dealt like cards: all of them in random order, then all of them again in another.</summary>
/// <remarks>So no image of a class is ever shown twice more than another. Pass p shows view p of its images, as epoch p does
/// where every image comes once an epoch: an image that is drawn again within an epoch is varied anew.</remarks>
internal sealed class ClassDeck(int label, int[] members, long seed)
{
    /// <summary>The number of images.</summary>
    public int Size => members.Length;

    /// <summary>Deals the cards from number <paramref name="first"/> on, counted since the first epoch.</summary>
    public void Deal(long first, Span<ImageView> cards)
    {
        if (cards.IsEmpty) return;
        var order = new int[members.Length];
        var shuffled = -1L;
        for (var i = 0; i < cards.Length; i++)
        {
            var (pass, place) = Math.DivRem(first + i, members.Length);
            if (pass != shuffled)
            {
                members.CopyTo(order, 0);
                new CounterRandom(RandomStream.ClassPasses, seed, label, pass).Shuffle(order.AsSpan());
                shuffled = pass;
            }
            cards[i] = new ImageView(order[place], checked((int)pass));
        }
    }
}
