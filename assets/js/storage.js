// The browser's storage, which may be full or switched off: nothing here may break a page.
export function recall(key) {
    try {
        return localStorage.getItem(key);
    } catch {
        return null;
    }
}

export function keep(key, value) {
    try {
        if (value) localStorage.setItem(key, value);
        else localStorage.removeItem(key);
        return true;
    } catch {
        return false;
    }
}
