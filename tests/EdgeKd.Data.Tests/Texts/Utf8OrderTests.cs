using System.Text;
using EdgeKd.Data.Texts;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeKd.Data.Tests.Texts;

[TestFixture]
public class Utf8OrderTests
{
    [Test]
    public void TextsAreOrderedAsTheirCodeUnits() => Prop.ForAll<NonNull<string>, NonNull<string>>((a, b) =>
    {
        // Half surrogates have no UTF-8; all else is drawn, and the last characters often are the edges of the encodings.
        string[] ends = ["", "\ud7ff", "\ue000", "\uffff", "\U00010000", "\U0010ffff"];
        foreach (var x in ends)
        {
            foreach (var y in ends) RequireSame(Whole(a.Get) + x, Whole(b.Get) + y);
            RequireSame(Whole(a.Get), Whole(a.Get) + x);
        }
    }).QuickCheckThrowOnFailure();

    private static string Whole(string text) => string.Concat(text.Where(c => !char.IsSurrogate(c)));

    private static void RequireSame(string a, string b) =>
        Assert.That(Math.Sign(Utf8Order.Compare(Encoding.UTF8.GetBytes(a), Encoding.UTF8.GetBytes(b))), Is.EqualTo(Math.Sign(string.CompareOrdinal(a, b))));
}
