using System.Reflection;
using TorchSharp.Utils;

namespace TorchSharp;

/// <summary>Reads component names from fields.</summary>
public static class FieldInfoExtensionMethods
{
    /// <summary>The name that the field's <see cref="ComponentNameAttribute"/> gives, else the field's own.</summary>
    public static string ComponentName(this FieldInfo field)
        => field.GetCustomAttribute<ComponentNameAttribute>()?.Name ?? field.Name;
}
