namespace TorchSharp.Utils;

/// <summary>A dictionary that keeps the order in which keys were added.</summary>
/// <typeparam name="TKey">The keys' type.</typeparam>
/// <typeparam name="TValue">The values' type.</typeparam>
public class OrderedDict<TKey, TValue> : OrderedDictionary<TKey, TValue>
    where TKey : notnull
{
}
