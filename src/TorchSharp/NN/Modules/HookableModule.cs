namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A module whose <c>call</c> runs functions before and after <c>forward</c>.</summary>
        /// <typeparam name="TPreHook">What runs before; it may return another input.</typeparam>
        /// <typeparam name="TPostHook">What runs after; it may return another result.</typeparam>
        public class HookableModule<TPreHook, TPostHook> : Module
        {
            // Null until the first hook of its kind: most modules never have any, and `call` is on the hot path.
            private protected Dictionary<string, TPreHook>? PreHooks;
            private protected Dictionary<string, TPostHook>? PostHooks;
            private protected Dictionary<string, Action<Module>>? ModulePreHooks;
            private protected Dictionary<string, Action<Module>>? ModulePostHooks;

            /// <summary>Makes a module of this name.</summary>
            protected HookableModule(string name)
                : base(name)
            {
            }

            private protected bool HasHooks
                => PreHooks is not null || PostHooks is not null || ModulePreHooks is not null || ModulePostHooks is not null;

            /// <summary>Registers a function that runs after <c>forward</c>.</summary>
            public HookRemover register_forward_hook(TPostHook hook) => Add(PostHooks ??= [], hook);

            /// <summary>Registers a function that runs before <c>forward</c>.</summary>
            public HookRemover register_forward_pre_hook(TPreHook hook) => Add(PreHooks ??= [], hook);

            /// <summary>Registers a function of the module alone that runs after all others.</summary>
            public HookRemover register_forward_hook(Action<Module> hook) => Add(ModulePostHooks ??= [], hook);

            /// <summary>Registers a function of the module alone that runs before all others.</summary>
            public HookRemover register_forward_pre_hook(Action<Module> hook) => Add(ModulePreHooks ??= [], hook);

            private HookRemover Add<THook>(Dictionary<string, THook> hooks, THook hook)
            {
                var key = Guid.NewGuid().ToString();
                hooks.Add(key, hook);
                return new HookRemover(this, key);
            }

            private void Remove(string key)
            {
                PreHooks?.Remove(key);
                PostHooks?.Remove(key);
                ModulePreHooks?.Remove(key);
                ModulePostHooks?.Remove(key);
            }

            private protected void RunModuleHooks(Dictionary<string, Action<Module>>? hooks)
            {
                if (hooks is null)
                    return;
                foreach (var hook in hooks.Values)
                    hook(this);
            }

            /// <summary>Takes one hook away again.</summary>
            public class HookRemover
            {
                private readonly HookableModule<TPreHook, TPostHook> _module;
                private readonly string _key;

                /// <summary>Remembers which hook of which module to take away.</summary>
                public HookRemover(HookableModule<TPreHook, TPostHook> module, string key)
                {
                    _module = module;
                    _key = key;
                }

                /// <summary>Takes the hook away.</summary>
                public void remove() => _module.Remove(_key);
            }
        }
    }
}
