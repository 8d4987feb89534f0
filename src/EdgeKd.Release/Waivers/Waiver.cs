using System.Globalization;
using System.Text.Json.Nodes;

namespace EdgeKd.Release;

/// <summary>Someone's signed word that one broken rule may be passed over for a time.</summary>
/// <param name="Rule">The rule: its <see cref="RuleResult.Title"/>.</param>
/// <param name="Reason">Why.</param>
/// <param name="Owner">Who answers for it.</param>
/// <param name="Until">The last day on which it counts.</param>
/// <param name="Signature">The ECDSA signature of all of that for one model, in DER as Base64.</param>
public sealed record Waiver(string Rule, string Reason, string Owner, DateOnly Until, string Signature)
{
    /// <summary>What kind of message is signed, so that no other signature of a key is one of a waiver.</summary>
    public const string PayloadType = "application/vnd.edgekd.waiver.v1+json";

    private const int MaxLength = 1000;

    /// <summary>Signs a waiver.</summary>
    /// <param name="model">The model that it is for: the recipe's name.</param>
    /// <param name="rule">The rule's title.</param>
    /// <param name="reason">Why it may be passed over.</param>
    /// <param name="owner">Who answers for it.</param>
    /// <param name="until">The last day on which it counts.</param>
    /// <param name="signer">The key.</param>
    /// <exception cref="ArgumentException">A text is empty, too long or has several lines.</exception>
    public static Waiver Sign(string model, string rule, string reason, string owner, DateOnly until, ISigner signer)
    {
        ArgumentNullException.ThrowIfNull(signer);
        var unsigned = new Waiver(rule, reason, owner, until, "");
        if (unsigned.Fault() is { } fault)
            throw new ArgumentException($"The waiver's {fault}.");
        return unsigned with { Signature = Convert.ToBase64String(signer.Sign(unsigned.Message(model))) };
    }

    /// <summary>The key that signed it for a model; null where none of the keys did.</summary>
    /// <param name="model">The model: the recipe's name.</param>
    /// <param name="keys">The keys that are trusted.</param>
    public TrustedKey? SignedBy(string model, IEnumerable<TrustedKey> keys)
    {
        var signature = new byte[Signature.Length];
        if (!Convert.TryFromBase64String(Signature, signature, out var length))
            return null;
        var message = Message(model);
        return keys.FirstOrDefault(key => key.Key.Verifies(message, signature.AsSpan(0, length)));
    }

    /// <summary>What is wrong with its texts, as the end of a sentence; null where nothing is.</summary>
    internal string? Fault()
    {
        foreach (var (field, text) in new[] { ("rule", Rule), ("reason", Reason), ("owner", Owner) })
        {
            if (string.IsNullOrWhiteSpace(text) || text.Length > MaxLength || text.Any(char.IsControl))
                return $"{field} is not one line of 1 to {MaxLength} characters";
        }

        return null;
    }

    /// <summary>What is signed: compact JSON with the keys in order of the alphabet, in DSSE's encoding.</summary>
    private byte[] Message(string model)
    {
        var text = new JsonObject
        {
            ["model"] = model,
            ["owner"] = Owner,
            ["reason"] = Reason,
            ["rule"] = Rule,
            ["until"] = Until.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        }.ToJsonString();
        return PreAuthenticationEncoding.Of(PayloadType, System.Text.Encoding.UTF8.GetBytes(text));
    }
}
